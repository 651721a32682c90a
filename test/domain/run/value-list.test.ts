import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NUMERIC_RANGES, type NumericAxis } from '../../../src/domain/run/sweep.ts';
import {
  formatNumberList,
  type NumberRule,
  parseNumberList,
  readBack,
  ruleOf,
} from '../../../src/domain/run/value-list.ts';

const TEMPERATURES = ruleOf('temperature', 'Temperatures');

function read(text: string, rule: NumberRule = TEMPERATURES) {
  const parsed = parseNumberList(text, rule);
  return parsed.ok ? parsed.value : parsed.message;
}

const axis = fc.constantFrom(...(Object.keys(NUMERIC_RANGES) as NumericAxis[]));

function valueFor(name: NumericAxis) {
  const { min, max, integer } = NUMERIC_RANGES[name];
  const number = integer
    ? fc.integer({ min, max })
    : fc.double({ min, max, noNaN: true }).map((value) => (value === 0 ? 0 : value));
  return fc.option(number, { nil: null, freq: 8 });
}

test('what is formatted is read back as the same values, for every setting', () => {
  const lists = axis.chain((name) =>
    fc.tuple(fc.constant(name), fc.uniqueArray(valueFor(name), { minLength: 1, maxLength: 12 })),
  );
  fc.assert(
    fc.property(lists, ([name, values]) => {
      expect(read(formatNumberList(values), ruleOf(name, 'Field'))).toEqual(values);
    }),
  );
});

test('whatever is typed, each value read is distinct and in range, and each refusal names the field', () => {
  const pieces = fc.constantFrom(
    '0',
    '1',
    '2',
    '0.5',
    '.',
    '..',
    '-',
    '-1',
    ' ',
    ',',
    ';',
    '\n',
    'step',
    '1e9',
    'not sent',
    'x',
  );
  fc.assert(
    fc.property(axis, fc.array(pieces, { maxLength: 12 }), (name, parts) => {
      const parsed = parseNumberList(parts.join(''), ruleOf(name, 'My field'));
      if (!parsed.ok) {
        expect(parsed.message).toMatch(/^My field\b.*\.$/su);
        return;
      }
      const { min, max } = NUMERIC_RANGES[name];
      expect(parsed.value.length).toBeGreaterThan(0);
      expect(new Set(parsed.value).size).toBe(parsed.value.length);
      for (const value of parsed.value) {
        if (value !== null) expect(value >= min && value <= max).toBe(true);
      }
    }),
  );
});

test.each([
  ['0, 0.3, 1', [0, 0.3, 1]],
  ['1;0.5\n0', [1, 0.5, 0]],
  [' .5 ,1.50, 5e-1', [0.5, 1.5]],
  ['0.5, not sent, 0.5', [0.5, null]],
  ['none', [null]],
  ['-0', [0]],
  ['0..2 step 0.5', [0, 0.5, 1, 1.5, 2]],
  ['0..0.3 by 0.1', [0, 0.1, 0.2, 0.3]],
  ['0 .. 1 STEP 0.4', [0, 0.4, 0.8]],
  ['0..1 step 0.5, 1.5, 0.5', [0, 0.5, 1, 1.5]],
  ['1..1 step 3', [1]],
  ['0,1; 0,2', [0.1, 0.2]],
  ['0,5;', [0.5]],
  ['0;1,5\n2', [0, 1.5, 2]],
  ['0..1 step 0,5; 1,2', [0, 0.5, 1, 1.2]],
  ['0,1', [0, 1]],
  ['\uff10\uff0e\uff15\uff0c\uff11', [0.5, 1]],
  ['\u0660\u066b\u0665\u060c \u0661', [0.5, 1]],
  ['\u0966; \u0967,\u096b', [0, 1.5]],
  ['0\u30011', [0, 1]],
])('%j is read as %j', (text, values) => {
  expect(read(text)).toEqual(values);
});

test('decimal commas between semicolons are read as decimal points between commas are', () => {
  const tenths = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(tenths, (numbers) => {
      const texts = numbers.map((number) => String(number / 100));
      expect(read(texts.map((text) => text.replace('.', ',')).join('; '))).toEqual(read(texts.join(', ')));
    }),
  );
});

test('a range holds both ends and every step between, whatever the step', () => {
  const steps = fc.record({ tenths: fc.integer({ min: 1, max: 20 }), count: fc.integer({ min: 1, max: 20 }) });
  fc.assert(
    fc.property(steps, ({ tenths, count }) => {
      const step = tenths / 100;
      const last = Math.min(2, (tenths * count) / 100);
      const values = read(`0..${last} step ${step}`);
      expect(values).toEqual(
        Array.from({ length: Math.floor((last * 100) / tenths + 1e-6) + 1 }, (_, index) => (index * tenths) / 100),
      );
    }),
  );
});

describe('what cannot be read is said with the field and the piece at fault', () => {
  test.each([
    ['', 'Temperatures is empty'],
    [' , ;', 'Temperatures is empty'],
    ['0, warm', '“warm” is not a number'],
    ['0,5..1', 'needs a step'],
    ['0..2 step 0', 'step “0” must be a number above 0'],
    ['0..2 step -1', 'step “-1” must be a number above 0'],
    ['2..0 step 1', 'runs backwards; write 0..2'],
    ['2.5', '2.5 is outside 0 to 2'],
    ['-1', '-1 is outside 0 to 2'],
    ['0..3 step 1', '3 is outside 0 to 2'],
    ['0..2 step 0.00001', 'at most 200'],
    ['0..1 step 0.008, 1.001..2 step 0.008', 'at most 200'],
    ['Infinity', 'is not a number'],
    ['1e400', 'is outside 0 to 2'],
    ['0x1', 'is not a number'],
    ['1 2', 'is not a number'],
    ['1, 2; 1', 'is not a number'],
    ['\u22121', '-1 is outside 0 to 2'],
  ])('%j: %s', (text, message) => {
    expect(read(text)).toMatch(/^Temperatures/);
    expect(read(text)).toContain(message);
  });

  test('whole numbers are asked for where only they will do', () => {
    expect(read('1.5', ruleOf('seed', 'Seed'))).toBe('Seed: 1.5 is not a whole number.');
    expect(read('0', ruleOf('max_completion_tokens', 'Max tokens'))).toContain('outside 1 to');
    expect(read('1..2 step 0.5', ruleOf('seed', 'Seed'))).toContain('whole number');
  });
});

test.each([
  ['1,2', '2 temperatures: 1 and 2'],
  ['1, 2', '2 temperatures: 1 and 2'],
  ['0,1; 0,2', '2 temperatures: 0.1 and 0.2'],
  ['0,5;', '1 temperature: 0.5'],
  ['0..2 step 0,5; none', '6 temperatures: 0, 0.5, 1, 1.5, 2 and not sent'],
  ['0..2 step 0.1', '21 temperatures: 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1 … 2'],
  ['0, 0, 0', '1 temperature: 0; a value that is repeated counts once'],
  ['0, 0.5, 1', null],
  ['0.7', null],
  ['warm', null],
])('%j reads back as %j', (text, line) => {
  expect(readBack(text, TEMPERATURES, { one: 'temperature', many: 'temperatures' })).toBe(line);
});

test('no list of values without a decimal point passes without being read back', () => {
  const whole = fc.uniqueArray(fc.integer({ min: 1, max: 5_000 }), { minLength: 2, maxLength: 11 });
  fc.assert(
    fc.property(whole, fc.constantFrom(',', ', ', ' , ', ';', '; '), (values, separator) => {
      const line = readBack(values.join(separator), ruleOf('max_completion_tokens', 'Max tokens'), {
        one: 'limit',
        many: 'limits',
      });
      expect(line).toBe(`${values.length} limits: ${values.slice(0, -1).join(', ')} and ${values.at(-1)}`);
    }),
  );
});
