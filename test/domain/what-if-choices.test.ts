import { expect, test } from 'vitest';
import { commonChoices, foundChoices, type PricedModelGroup } from '../../src/domain/money/what-if.ts';

const prices = (output: bigint) => ({ model: 'x', input: 1n, cachedInput: null, output, date: '2026-01-01' }) as never;

/** Models by service, each with what a token of its answers costs. */
function listed(all: Readonly<Record<string, Readonly<Record<string, bigint>>>>): readonly PricedModelGroup[] {
  return Object.entries(all).map(([label, models]) => ({
    label,
    models: Object.entries(models).map(([name, output]) => ({
      key: `${label}/${name}`,
      label: name,
      prices: prices(output),
    })),
  }));
}

const ALL = listed({
  openai: { 'gpt-4o': 50n, 'gpt-4o-mini': 20n, 'gpt-4o-2024-08-06': 51n, 'gpt-5': 80n, 'gpt-5-nano': 2n, o1: 900n },
  google: { 'gemini-flash': 5n, 'gemini-pro': 90n },
  router: { 'gpt-5-nano': 2n, 'vendor/gpt-4o-audio': 70n },
});
const keys = (groups: readonly PricedModelGroup[]) => groups.flatMap(({ models }) => models.map(({ key }) => key));

test('offered at once are favourites, the family of what was asked and the cheapest, each once and by service', () => {
  const { groups, total } = commonChoices(ALL, { named: new Set(['openai/o1', 'gone/model']), asked: ['gpt-4o-mini'] });
  expect(keys(groups)).toEqual([
    'openai/gpt-4o',
    'openai/gpt-4o-mini',
    'openai/gpt-4o-2024-08-06',
    'openai/gpt-5-nano',
    'openai/o1',
    'google/gemini-flash',
    'router/vendor/gpt-4o-audio',
  ]);
  expect(total).toBe(10);
  expect(keys(commonChoices(ALL, { named: new Set(), asked: [] }).groups)).toHaveLength(3);
});

test.each([
  ['GPT-4O', ['openai/gpt-4o', 'openai/gpt-4o-mini', 'openai/gpt-4o-2024-08-06', 'router/vendor/gpt-4o-audio']],
  ['nano router', ['router/gpt-5-nano']],
  ['gpt-99', []],
])('a search for %s finds names and services that hold all its words', (search, found) => {
  expect(keys(foundChoices(ALL, search))).toEqual(found);
});

test('of very many that match, fifty are shown', () => {
  const many = listed({ one: Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`m-${index}`, 1n])) });
  expect(keys(foundChoices(many, 'm'))).toHaveLength(50);
});
