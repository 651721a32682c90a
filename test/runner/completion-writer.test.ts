import { expect, test } from 'vitest';
import { CompletionWriter } from '../../src/runner/completion-writer.ts';
import type { CompletionChange } from '../../src/store/runs/completion-store.ts';

test('changes of one moment are written in their order, in transactions that hold nobody up for long', async () => {
  const written: (readonly CompletionChange[])[] = [];
  const writer = new CompletionWriter({
    write: async (changes) => {
      written.push(changes);
      return [];
    },
  });
  const ids = Array.from({ length: 60 }, (_, index) => index + 1);
  const order: number[] = [];
  const turns: number[] = [];
  let turn = 0;
  const count = () => {
    turn += 1;
    if (order.length < ids.length) setImmediate(count);
  };
  setImmediate(count);

  await Promise.all(
    ids.map(async (id) => {
      await writer.write({ type: 'requeued', id });
      order.push(id);
      turns.push(turn);
    }),
  );

  expect(written.map(({ length }) => length)).toEqual([25, 25, 10]);
  expect(written.flat().map(({ id }) => id)).toEqual(ids);
  expect(order).toEqual(ids);
  // Others had their turn between two of them.
  expect(new Set(turns).size).toBe(3);
});
