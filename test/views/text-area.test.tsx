import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextArea } from '../../views/text-area.tsx';

/** As an HTML parser reads a field of several lines: a line feed right after the tag is left out. */
function fieldText(markup: string): string {
  const content = /^<textarea[^>]*>([\s\S]*)<\/textarea>$/.exec(markup)?.[1] ?? '';
  return content
    .replace(/^\n/, '')
    .replaceAll('&#13;', '\r')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

test('a browser reads the text back to the character, line feeds at its start included', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'\n\n\r<&"a ;#1'.split('')), maxLength: 12 }), (text) => {
      const markup = String(<TextArea name="t" aria-label="a" rows={1} text={text} />);
      expect(fieldText(markup)).toBe(text);
      expect(markup).toMatch(/^<textarea dir="auto" name="t" aria-label="a" rows="1">/);
    }),
  );
});
