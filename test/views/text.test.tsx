import fc from 'fast-check';
import { expect, test } from 'vitest';
import { domId } from '../../views/dom-id.ts';
import { exactText } from '../../views/exact-text.tsx';
import { costText, count, dash, milliseconds, plural, temperatureText, usd } from '../../views/format.ts';
import { markdown } from '../../views/markdown.tsx';
import { temperatureClass } from '../../views/temperature-class.ts';

test.each([
  [0n, '$0'],
  [7_400_000n, '$0.0000074'],
  [2_571_000_000n, '$0.00257'],
  [9_348_000_000n, '$0.00935'],
  [10_000_000_000n, '$0.01'],
  [100_000_000_000n, '$0.1'],
  [999_000_000_000n, '$0.999'],
  [1_000_000_000_000n, '$1.00'],
  [1_234_567_890_000_000n, '$1,234.57'],
  [1n, '$0.000000000001'],
])('%s pico-dollars read as %s', (picodollars, text) => {
  expect(usd(picodollars)).toBe(text);
});

test('money above zero never reads as nothing, and is right to three digits', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 16n }), (picodollars) => {
      const shown = Number(usd(picodollars).replaceAll(/[$,]/g, ''));
      expect(shown).toBeGreaterThan(0);
      expect(Math.abs(shown - Number(picodollars) / 1e12)).toBeLessThanOrEqual((Number(picodollars) / 1e12) * 0.0051);
    }),
  );
});

test('what is unknown reads as unknown', () => {
  expect(costText(null)).toBe('unpriced');
  expect(costText({ picodollars: 0n, source: 'free' })).toBe('free');
  expect(costText({ picodollars: 10n ** 10n, source: 'estimated' })).toBe('$0.01 (estimated)');
  expect(milliseconds(null)).toBe('–');
  expect(dash(null)).toBe('–');
  expect(temperatureText(null)).toBe('not sent');
});

test('numbers read as people write them', () => {
  expect(count(1_234_567)).toBe('1,234,567');
  expect([plural(1, 'request'), plural(0, 'request'), plural(2_000, 'request')]).toEqual([
    '1 request',
    '0 requests',
    '2,000 requests',
  ]);
  expect([milliseconds(12.4), milliseconds(1_234), milliseconds(12_345)]).toEqual(['12 ms', '1.23 s', '12.3 s']);
});

test('each temperature has its colour, and none has none', () => {
  expect([0, 0.3, 1, 2].map(temperatureClass)).toEqual(['t-00', 't-03', 't-10', 't-20']);
  expect(temperatureClass(null)).toBe('t-none');
  expect([-1, 99].map(temperatureClass)).toEqual(['t-00', 't-20']);
});

test('text comes out of the markup as it went in, and opens no element', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'<>&"\'\r\n ab;#1='.split('')), maxLength: 40 }), (text) => {
      const markup = String(exactText(text));
      expect(markup).not.toMatch(/[<>\r"]/);
      expect(decoded(markup)).toBe(text);
    }),
  );
});

function decoded(markup: string): string {
  const names: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'", '#13': '\r' };
  return markup.replaceAll(/&([^;]+);/g, (whole, name: string) => names[name] ?? whole);
}

test('Markdown makes no element that fetches or runs anything', () => {
  const pieces = fc.constantFrom(
    '<script>',
    '![x](https://e.test/a.png)',
    '[a](javascript:x)',
    '[b](data:text/html,x)',
    '<img src=x onerror=y>',
    '**',
    '`',
    '\n',
    '> ',
    '- ',
    'text',
    '[c](https://e.test)',
    '"',
    '](',
    'onclick=',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 15 }), (parts) => {
      const markup = String(markdown(parts.join('')));
      expect(markup).not.toMatch(/<(script|img|iframe|style|link|svg|form|input)/i);
      for (const [, href] of markup.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^https?:\/\//);
      for (const [tag] of markup.matchAll(/<[a-z][^>]*>/gi))
        expect(tag.replaceAll(/"[^"]*"/g, '')).not.toMatch(/\son\w+=/i);
    }),
  );
});

test('links to elsewhere tell nothing of where they come from', () => {
  expect(String(markdown('[x](https://e.test)'))).toContain('rel="noopener noreferrer nofollow" target="_blank"');
});

test('an id says what it stands for', () => {
  expect(domId('completion', 17, 'text')).toBe('completion-17-text');
});

test('emphasis next to Chinese, Japanese and Korean punctuation is bold, and each block follows its own direction', () => {
  expect(String(markdown('**「重点」**内容'))).toBe('<p dir="auto"><strong>「重点」</strong>内容</p>\n');
  expect(String(markdown('これは**重要。**です'))).toContain('<strong>重要。</strong>');
  expect(String(markdown('# שלום\n\n- مرحبا'))).toContain('<h1 dir="auto">');
});

test('mathematics and dollars stay text', () => {
  expect(String(markdown('It costs $5, not $x^2$ or \\(y\\).'))).toBe(
    '<p dir="auto">It costs $5, not $x^2$ or (y).</p>\n',
  );
});
