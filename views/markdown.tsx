import { raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import MarkdownIt from 'markdown-it';
import cjkFriendly from 'markdown-it-cjk-friendly';

// HTML in the source stays text, images (which would fetch from elsewhere) become links, and only web links are made.
const renderer = new MarkdownIt({ html: false, linkify: false, breaks: true });
renderer.validateLink = (url) => /^https?:\/\//i.test(url.trim());
renderer.disable('image');
// Without it emphasis next to Chinese, Japanese or Korean punctuation stays as asterisks.
renderer.use(cjkFriendly);

/** Blocks whose direction follows their own first letter: a text may hold paragraphs in several scripts. */
const BLOCKS = ['paragraph_open', 'heading_open', 'list_item_open', 'blockquote_open', 'td_open', 'th_open'];
renderer.core.ruler.push('direction', ({ tokens }) => {
  for (const token of tokens) if (BLOCKS.includes(token.type)) token.attrSet('dir', 'auto');
});
const openLink =
  renderer.renderer.rules['link_open'] ??
  ((tokens, index, options, _env, self) => self.renderToken(tokens, index, options));
renderer.renderer.rules['link_open'] = (tokens, index, ...rest) => {
  tokens[index]?.attrSet('rel', 'noopener noreferrer nofollow');
  tokens[index]?.attrSet('target', '_blank');
  return openLink(tokens, index, ...rest);
};

/** Markdown as HTML that holds no markup but markdown-it's own. */
export function markdown(text: string): HtmlEscapedString {
  // markdown-it escapes all text itself (html: false), so its output is safe to insert as it is.
  return raw(renderer.render(text)) as HtmlEscapedString;
}
