import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnAxis, planCompletions } from '../../../src/domain/run/plan.ts';
import { AXES, type Axis, gridOf, gridSize, type Sweep, singlePoint } from '../../../src/domain/run/sweep.ts';

function sweepOf(lists: Partial<Sweep>): Sweep {
  return { ...singlePoint('m'), ...lists };
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

const sweeps = fc
  .record({
    model: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }),
    temperature: fc.uniqueArray(fc.constantFrom(null, 0, 0.5, 1), { minLength: 1, maxLength: 4 }),
    seed: fc.uniqueArray(fc.constantFrom(null, 1, 2), { minLength: 1, maxLength: 3 }),
    verbosity: fc.uniqueArray(fc.constantFrom(null, 'low', 'high'), { minLength: 1, maxLength: 3 }),
  })
  .map(sweepOf);
const plans = fc.record({
  sweep: sweeps,
  samples: fc.integer({ min: 1, max: 4 }),
  columns: fc.constantFrom('model', 'temperature', 'seed', 'verbosity', 'top_p') satisfies fc.Arbitrary<Axis>,
});

test('the grid holds every combination once', () => {
  fc.assert(
    fc.property(sweeps, (sweep) => {
      const grid = gridOf(sweep);
      expect(grid.length).toBe(gridSize(sweep));
      expect(new Set(grid.map((point) => JSON.stringify(point))).size).toBe(grid.length);
      for (const axis of AXES) expect(new Set(grid.map((point) => point[axis]))).toEqual(new Set<unknown>(sweep[axis]));
    }),
  );
});

test('a plan asks each point of the grid as often as there are samples, numbered without gaps', () => {
  fc.assert(
    fc.property(plans, ({ sweep, samples, columns }) => {
      const planned = planCompletions(sweep, { samples, columns });
      expect(planned.map(({ ordinal }) => ordinal)).toEqual([...Array(gridSize(sweep) * samples).keys()]);
      const byPoint = grouped(planned, ({ settings }) => JSON.stringify(settings));
      expect(byPoint.size).toBe(gridSize(sweep));
      for (const asked of byPoint.values())
        expect(asked.map(({ sample }) => sample)).toEqual([...Array(samples).keys()]);
    }),
  );
});

test('samples come in rounds: no point is asked again before all were asked', () => {
  fc.assert(
    fc.property(plans, ({ sweep, samples, columns }) => {
      const planned = planCompletions(sweep, { samples, columns });
      const rounds = planned.map(({ sample }) => sample);
      expect(rounds).toEqual(rounds.toSorted((a, b) => a - b));
    }),
  );
});

test('a column holds one value of its axis, and a cell of it one combination of everything else', () => {
  fc.assert(
    fc.property(plans, ({ sweep, samples, columns }) => {
      const planned = planCompletions(sweep, { samples, columns });
      for (const { column, settings } of planned) expect(settings[columns]).toBe(sweep[columns][column]);
      const cells = grouped(planned, ({ column, row }) => `${column}:${row}`);
      for (const cell of cells.values()) {
        expect(new Set(cell.map(({ settings }) => JSON.stringify(settings))).size).toBe(1);
        expect(cell.length).toBe(samples);
      }
      const rows = new Set(planned.map(({ row }) => row));
      expect(rows).toEqual(new Set(Array(gridSize(sweep) / sweep[columns].length).keys()));
    }),
  );
});

test('planning is pure: the same question gives the same plan and leaves the sweep alone', () => {
  const sweep = Object.freeze(sweepOf({ temperature: Object.freeze([0, 1]) as readonly number[] }));
  const ask = () => planCompletions(sweep, { samples: 2, columns: 'temperature' });
  expect(ask()).toEqual(ask());
});

test('a grown run goes on counting where it stopped', () => {
  const sweep = sweepOf({ temperature: [0, 1] });
  const whole = planCompletions(sweep, { samples: 5, columns: 'temperature' });
  const first = planCompletions(sweep, { samples: 2, columns: 'temperature' });
  const more = planCompletions(sweep, { samples: 3, columns: 'temperature', firstSample: 2, firstOrdinal: 4 });
  expect([...first, ...more]).toEqual(whole);
});

test.each<readonly [Partial<Sweep>, Axis | null, Axis]>([
  [{}, null, 'temperature'],
  [{ temperature: [0, 1], model: ['a', 'b'] }, null, 'temperature'],
  [{ model: ['a', 'b'] }, null, 'model'],
  [{ seed: [1, 2] }, null, 'seed'],
  [{ temperature: [0, 1], model: ['a', 'b'] }, 'model', 'model'],
])('columns of %j, asked for %s, are by %s', (lists, asked, columns) => {
  expect(columnAxis(sweepOf(lists), asked)).toBe(columns);
});
