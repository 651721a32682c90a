import { expect, test } from 'vitest';
import { killRepeatedly } from './kills.ts';

const KILLS = 50;

test(`${KILLS} kills in the middle of runs lose nothing that was called done`, async () => {
  const report = await killRepeatedly(KILLS);
  console.log(report);
  expect(report.lost).toEqual([]);
  expect(report.toldDone).toBeGreaterThan(KILLS);
  expect(Object.keys(report.completions).sort()).toEqual(['done', 'interrupted']);
  expect(report.completions['interrupted']).toBeGreaterThan(KILLS);
  expect(report.runs).not.toHaveProperty('running');
  expect(report.integrity).toEqual(['ok']);
});
