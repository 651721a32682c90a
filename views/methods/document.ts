import { raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import MarkdownIt from 'markdown-it';

interface Heading {
  /** By which the heading is found: `/methods#agreement`. */
  readonly id: string;
  readonly text: string;
  readonly level: 2 | 3;
}

/** A document of the project's own: its headings can be linked to. */
export interface Document {
  readonly headings: readonly Heading[];
  readonly body: HtmlEscapedString;
}

const renderer = new MarkdownIt({ html: false });

/** Reads Markdown; sections and sub-sections get ids made of their words. */
export function readDocument(source: string): Document {
  const tokens = renderer.parse(source, {});
  const headings: Heading[] = [];
  for (const [position, token] of tokens.entries()) {
    if (token.type !== 'heading_open' || (token.tag !== 'h2' && token.tag !== 'h3')) continue;
    const text = tokens[position + 1]?.content ?? '';
    const id = headingId(text);
    token.attrSet('id', id);
    headings.push({ id, text, level: token.tag === 'h2' ? 2 : 3 });
  }
  // markdown-it escapes all text itself (html: false), so its output is safe to insert as it is.
  return { headings, body: raw(renderer.renderer.render(tokens, renderer.options, {})) as HtmlEscapedString };
}

/** "How many samples?" is `how-many-samples`. */
export function headingId(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}
