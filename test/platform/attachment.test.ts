import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attachment, fileNameOf } from '../../src/platform/attachment.ts';

test.each([
  ['Sales 2026', 'Sales-2026', 'attachment; filename="Sales-2026.html"'],
  [
    '東京の天気',
    '東京の天気',
    'attachment; filename="file.html"; filename*=UTF-8\'\'%E6%9D%B1%E4%BA%AC%E3%81%AE%E5%A4%A9%E6%B0%97.html',
  ],
  ['Größe & Maß', 'Größe-Maß', 'attachment; filename="Groe-Ma.html"; filename*=UTF-8\'\'Gr%C3%B6%C3%9Fe-Ma%C3%9F.html'],
  [
    'مرحبا بالعالم',
    'مرحبا-بالعالم',
    'attachment; filename="file.html"; filename*=UTF-8\'\'%D9%85%D8%B1%D8%AD%D8%A8%D8%A7-%D8%A8%D8%A7%D9%84%D8%B9%D8%A7%D9%84%D9%85.html',
  ],
  ['../../etc', 'etc', 'attachment; filename="etc.html"'],
  ['"\r\n', 'notebook', 'attachment; filename="notebook.html"'],
])('the title %j is saved as %s', (title, name, header) => {
  expect(fileNameOf(title, 'notebook')).toBe(name);
  expect(attachment(`${fileNameOf(title, 'notebook')}.html`)).toBe(header);
});

test('whatever a title holds, the header is one line of ASCII that gives the name back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (title) => {
      const name = `${fileNameOf(title, 'notebook')}.json`;
      const header = attachment(name);
      expect(header).toMatch(/^[\x20-\x7e]+$/);
      const exact = /filename\*=UTF-8''(\S+)$/.exec(header)?.[1];
      expect(exact === undefined ? /filename="(.*)"$/.exec(header)?.[1] : decodeURIComponent(exact)).toBe(name);
    }),
  );
});
