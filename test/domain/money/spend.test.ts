import { expect, test } from 'vitest';
import { NO_TOTALS } from '../../../src/domain/history/history.ts';
import { addDays, fittingPeriod, nextPeriod, periodOf } from '../../../src/domain/history/period.ts';
import { barStarts, overAllPeriods, spendReport } from '../../../src/domain/money/spend.ts';

test('weeks begin on Monday and months on the first, also around New Year', () => {
  expect(periodOf('2026-03-01', 'week')).toBe('2026-02-23');
  expect(periodOf('2026-02-23', 'week')).toBe('2026-02-23');
  expect(periodOf('2027-01-01', 'week')).toBe('2026-12-28');
  expect(periodOf('2026-03-31', 'month')).toBe('2026-03-01');
  expect(nextPeriod('2026-01-01', 'month')).toBe('2026-02-01');
  expect(nextPeriod('2026-12-28', 'week')).toBe('2027-01-04');
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
});

test('the period follows from how long a stretch of days is', () => {
  expect([1, 45, 46, 190, 191, 730].map(fittingPeriod)).toEqual(['day', 'day', 'week', 'week', 'month', 'month']);
});

test('bars have no gaps, and only the last ones are shown', () => {
  expect(barStarts({ first: '2026-03-30', last: '2026-04-02' }, null)).toEqual({
    period: 'day',
    starts: ['2026-03-30', '2026-03-31', '2026-04-01', '2026-04-02'],
    cut: false,
  });
  const daily = barStarts({ first: '2024-01-01', last: '2025-12-31' }, 'day');
  expect(daily).toMatchObject({ period: 'day', cut: true });
  expect(daily.starts).toHaveLength(62);
  expect(daily.starts.at(-1)).toBe('2025-12-31');
  expect(barStarts(null, null).starts).toEqual([]);
});

test('the groups that cost most come first, and what has no place of its own is put together', () => {
  const cells = Array.from({ length: 30 }, (_, value) => ({
    ...NO_TOTALS,
    start: '2026-03-01',
    value,
    completions: 1,
    costPicodollars: BigInt(value),
  }));
  const report = spendReport(overAllPeriods(cells), cells, {
    ...barStarts({ first: '2026-03-01', last: '2026-03-01' }, 'day'),
    by: 'version',
  });
  expect(report.totals).toMatchObject({ completions: 30, costPicodollars: 435n });
  expect(report.rows.map(({ value }) => value).slice(0, 3)).toEqual([29, 28, 27]);
  expect((report.others?.groups ?? 0) + report.rows.length).toBe(30);
  const [bar] = report.bars;
  expect(bar?.parts.map(({ costPicodollars }) => costPicodollars)).toEqual([29n, 28n, 27n, 26n, 25n, 24n, 276n]);
});
