import { expect, test } from 'vitest';
import { partSnapshots } from '../../../src/domain/models/model-snapshots.ts';

test('a dated name is a snapshot of the model it names, where that is there too', () => {
  const ids = [
    'gpt-4o-2024-08-06',
    'gpt-4o',
    'gpt-4-0613',
    'gpt-4',
    'claude-sonnet-4-20250514',
    'o1-preview-2024-09-12',
    'llama-3.1',
    'llama-3.1-8b',
  ];
  const { named, snapshots } = partSnapshots(ids.map((id) => ({ id })));
  expect(snapshots.map(({ id }) => id)).toEqual(['gpt-4o-2024-08-06', 'gpt-4-0613']);
  expect(named.map(({ id }) => id)).toEqual([
    'gpt-4o',
    'gpt-4',
    'claude-sonnet-4-20250514',
    'o1-preview-2024-09-12',
    'llama-3.1',
    'llama-3.1-8b',
  ]);
});
