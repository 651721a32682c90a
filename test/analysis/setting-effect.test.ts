import { describe, expect, test } from 'vitest';
import { PROBE_SAMPLES, probeVerdict, settingEffects } from '../../src/analysis/setting-effect.ts';

const column = (value: number | null, outputs: readonly string[], refused = false) => ({ value, outputs, refused });
const nothing = { equality: 'norm', probe: null } as const;

describe('what a column claims', () => {
  test('equal answers at every value are "no effect seen", not "ignored"', () => {
    const columns = [column(0, ['Positive', 'Positive']), column(1, ['positive.', 'Positive'])];
    expect(settingEffects(columns, nothing)).toEqual(['no effect seen', 'no effect seen']);
  });

  test('answers that differ prove nothing either', () => {
    expect(settingEffects([column(0, ['a', 'a']), column(1, ['a', 'b'])], nothing)).toEqual(['unknown', 'unknown']);
  });

  test('the equality decides what is equal', () => {
    const columns = [column(0, ['Yes']), column(1, ['yes.'])];
    expect(settingEffects(columns, { equality: 'raw', probe: null })).toEqual(['unknown', 'unknown']);
    expect(settingEffects(columns, nothing)).toEqual(['no effect seen', 'no effect seen']);
  });

  test('one value alone shows no effect of anything', () => {
    expect(settingEffects([column(0, ['a', 'a'])], nothing)).toEqual(['unknown']);
    expect(settingEffects([column(0, ['a']), column(1, [])], nothing)).toEqual(['unknown', 'unknown']);
  });

  test('refused and not sent are known of their column alone', () => {
    const columns = [column(0, ['a']), column(1, [], true), column(null, ['a']), column(0.5, ['a'])];
    expect(settingEffects(columns, nothing)).toEqual(['no effect seen', 'refused', 'not sent', 'no effect seen']);
  });

  test('a probe decides, but not over a refusal', () => {
    const columns = [column(0, ['a']), column(1, ['a']), column(2, [], true), column(null, ['a'])];
    expect(settingEffects(columns, { ...nothing, probe: 'ignored' })).toEqual([
      'ignored',
      'ignored',
      'refused',
      'not sent',
    ]);
    expect(settingEffects(columns, { ...nothing, probe: 'yes' })).toEqual(['yes', 'yes', 'refused', 'not sent']);
  });

  test('a probe that could not tell changes nothing', () => {
    expect(settingEffects([column(0, ['a']), column(1, ['b'])], { ...nothing, probe: 'unknown' })).toEqual([
      'unknown',
      'unknown',
    ]);
  });
});

describe('the verdict of a probe', () => {
  const same = (word: string) => Array<string>(PROBE_SAMPLES).fill(word);
  const kinds = (count: number) => Array.from({ length: PROBE_SAMPLES }, (_, i) => `word${Math.min(i, count - 1)}`);

  test('is yes when at least four more distinct answers come at the highest value', () => {
    expect(probeVerdict({ lowest: same('apple'), highest: kinds(5) })).toBe('yes');
    expect(probeVerdict({ lowest: kinds(2), highest: kinds(6) })).toBe('yes');
  });

  test('is ignored when the answers of both sides do not differ, settled or scattered', () => {
    expect(probeVerdict({ lowest: same('apple'), highest: same('apple') })).toBe('ignored');
    expect(probeVerdict({ lowest: kinds(8), highest: kinds(8) })).toBe('ignored');
    // The words of both sides are shared, with one more at the highest.
    expect(
      probeVerdict({
        lowest: [...kinds(4).slice(0, 4), ...kinds(4).slice(0, 4)],
        highest: [...kinds(4).slice(0, 4), ...kinds(5).slice(0, 3), 'word4'],
      }),
    ).toBe('ignored');
  });

  test('is not ignored when both sides have one answer each, but not the same', () => {
    expect(probeVerdict({ lowest: same('apple'), highest: same('pear') })).toBe('unknown');
  });

  test('is unknown in between', () => {
    // One answer against eight answers of 3 + 3 + 2: agreement 1 against 0.25, but only two more distinct.
    const highest = ['a', 'a', 'a', 'b', 'b', 'b', 'c', 'c'];
    expect(probeVerdict({ lowest: same('a'), highest })).toBe('unknown');
  });

  test('compares normalised words', () => {
    expect(
      probeVerdict({ lowest: same('Apple.'), highest: [...same('apple').slice(4), ...same(' APPLE!').slice(4)] }),
    ).toBe('ignored');
  });

  test('is unknown when answers are missing', () => {
    expect(probeVerdict({ lowest: same('apple').slice(1), highest: kinds(8) })).toBe('unknown');
    expect(probeVerdict({ lowest: [], highest: [] })).toBe('unknown');
  });
});
