import { beforeAll, expect, test, vi } from 'vitest';
import { killRepeatedly } from './kills.ts';
import { buildServer } from './running-server.ts';

vi.setConfig({ testTimeout: 60_000 });

beforeAll(() => buildServer());

test('killed in the middle of runs, it loses nothing that was called done, and says of the rest that it was interrupted', async () => {
  const report = await killRepeatedly(3);
  expect(report.lost).toEqual([]);
  expect(report.toldDone).toBeGreaterThan(0);
  expect(Object.keys(report.completions).sort()).toEqual(['done', 'interrupted']);
  expect(Object.keys(report.runs)).toContain('interrupted');
  expect(report.runs).not.toHaveProperty('running');
  expect(report.integrity).toEqual(['ok']);
});
