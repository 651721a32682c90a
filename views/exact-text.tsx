import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/**
 * Text from a model, a person or a file, escaped, and the same to the character once a browser has read it: an HTML
 * parser turns a bare CR into a line feed, so CR is written as a character reference. This also keeps CR out of event
 * streams, where it would end a line.
 */
export function exactText(text: string): HtmlEscapedString {
  // The escaping is hono's own, as everywhere; only its result is changed. Nothing unescaped passes through here.
  return raw(String(html`${text}`).replaceAll('\r', '&#13;')) as HtmlEscapedString;
}
