import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedOver, gridLayout } from '../../../src/domain/run/grid-layout.ts';
import { columnAxis } from '../../../src/domain/run/plan.ts';
import { AXES, gridSize, singlePoint } from '../../../src/domain/run/sweep.ts';

const anyRequest = fc
  .record({
    counts: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: AXES.length, maxLength: AXES.length }),
    columns: fc.option(fc.constantFrom(...AXES)),
    rows: fc.option(fc.constantFrom(...AXES)),
  })
  .filter(({ columns, rows }) => rows === null || rows !== columns)
  .map(({ counts, columns, rows }) => {
    const lists = AXES.map((axis, at) => [axis, Array.from({ length: counts[at] ?? 1 }, (_, value) => value)]);
    const sweep = { ...singlePoint('m'), ...Object.fromEntries(lists) };
    return { sweep, columns: columnAxis(sweep, columns, rows), rows };
  });

test('columns times rows are all points of the grid, and no setting stands both across and down', () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const { columns, rows } = gridLayout(request);
      const size = [columns, ...rows].reduce((product, { values }) => product * values.length, 1);
      expect(size).toBe(gridSize(request.sweep));
      expect(new Set([columns, ...rows].map(({ axis }) => axis)).size).toBe(1 + rows.length);
    }),
  );
});

test('changed over, what stood down first stands across; changed over again, all is as before', () => {
  fc.assert(
    fc.property(anyRequest, (request) => {
      const layout = gridLayout(request);
      const over = changedOver(layout);
      if (over === null) {
        expect(layout.rows).toEqual([]);
        return;
      }
      const turned = gridLayout({ ...request, ...over });
      expect(turned.columns).toEqual(layout.rows[0]);
      if (layout.columns.values.length > 1) expect(turned.rows[0]).toEqual(layout.columns);
      const back = changedOver(turned);
      if (layout.columns.values.length > 1) expect(back?.columns).toBe(layout.columns.axis);
    }),
  );
});
