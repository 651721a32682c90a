import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COMPLETION_STATUSES } from '../../src/domain/run/completion.ts';
import { groupedColumns } from '../../src/results/answer-groups.ts';
import { runView } from '../domain/completions.ts';

const asked = fc.array(
  fc.record({ text: fc.constantFrom('Paris', 'paris.', 'Lyon', ''), status: fc.constantFrom(...COMPLETION_STATUSES) }),
  { minLength: 1, maxLength: 40 },
);

test('every completion has one place: in a fold, among those to come, or in a count', () => {
  fc.assert(
    fc.property(asked, fc.constantFrom('raw', 'norm'), (all, by) => {
      const view = runView({ temperature: [0] }, { samples: all.length, fields: (ordinal) => all[ordinal] ?? {} });
      const cell = groupedColumns(view, by)[0]?.cells[0];
      if (cell === undefined) throw new Error('There is a cell.');
      const folded = [...cell.answers, ...cell.failures].flatMap(({ members }) => members.map(({ id }) => id));
      const shown = cell.unfinished.map(({ completion }) => completion.id);
      expect(new Set([...folded, ...shown]).size).toBe(folded.length + shown.length);
      expect(folded.length + shown.length + cell.hidden.streaming + cell.hidden.waiting).toBe(all.length);
      expect(cell.n).toBe(cell.answers.reduce((sum, { members }) => sum + members.length, 0));
      const sizes = cell.answers.map(({ members }) => members.length);
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
      const ids = [...cell.answers, ...cell.failures].map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }),
  );
});

test('case and final punctuation count only when every letter does, and the most frequent wording stands for all', () => {
  const texts = ['paris.', 'Paris', 'Lyon', 'Paris'];
  const view = runView({}, { samples: 4, fields: (ordinal) => ({ text: texts[ordinal] ?? '' }) });
  const folds = (by: 'raw' | 'norm') =>
    groupedColumns(view, by)[0]?.cells[0]?.answers.map(({ shown, members }) => [shown.text, members.length]);
  expect(folds('norm')).toEqual([
    ['Paris', 3],
    ['Lyon', 1],
  ]);
  expect(folds('raw')).toEqual([
    ['Paris', 2],
    ['paris.', 1],
    ['Lyon', 1],
  ]);
});

test('an answer keeps its name when others join it', () => {
  const idOf = (samples: number) =>
    groupedColumns(runView({}, { samples, fields: () => ({ text: 'Paris' }) }), 'norm')[0]?.cells[0]?.answers[0]?.id;
  expect(idOf(1)).toBe(idOf(5));
  expect(idOf(1)).toMatch(/^[0-9a-f]{16}$/);
});

test('of 1,600 answers that stream or wait, a page holds the newest eight of each column, as many as it has rows', () => {
  const view = runView(
    { temperature: [0, 0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 2] },
    { samples: 200, fields: (ordinal) => ({ status: ordinal < 800 ? 'streaming' : 'queued' }) },
  );
  const columns = groupedColumns(view, 'norm');
  expect(columns).toHaveLength(8);
  for (const { cells } of columns) {
    expect(cells[0]?.unfinished.map(({ completion }) => completion.sample)).toEqual(
      Array.from({ length: 8 }, (_, index) => 92 + index),
    );
    expect(cells[0]?.hidden).toEqual({ streaming: 92, waiting: 100 });
  }
});
