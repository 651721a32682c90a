import { expect, test } from 'vitest';
import { whileUnchanged } from '../../../src/store/sqlite/while-unchanged.ts';
import { temporaryStore } from '../../support/temporary-data.ts';

/** Titles of notebooks, read while nobody writes; counts how often. */
async function titles() {
  const { store, database } = await temporaryStore();
  const read = { times: 0, meanwhile: async () => {} };
  const current = whileUnchanged(database.reader, async () => {
    read.times++;
    const rows = await database.reader.selectFrom('notebooks').select('title').orderBy('id').execute();
    await read.meanwhile();
    return rows.map(({ title }) => title);
  });
  return { store, current, read };
}

test('what was read of a file is kept until somebody writes to it', async () => {
  const { store, current, read } = await titles();
  await store.notebooks.create('One');
  expect(await current()).toEqual(['One']);
  expect(await current()).toEqual(['One']);
  expect(read.times).toBe(1);
  await store.notebooks.create('Two');
  expect(await current()).toEqual(['One', 'Two']);
  expect(read.times).toBe(2);
});

test('what is written while a file is read is read the next time', async () => {
  const { store, current, read } = await titles();
  read.meanwhile = async () => {
    read.meanwhile = async () => {};
    await store.notebooks.create('Meanwhile');
  };
  expect(await current()).toEqual([]);
  expect(await current()).toEqual(['Meanwhile']);
});

test('what could not be read is tried again', async () => {
  const { current, read } = await titles();
  read.meanwhile = () => Promise.reject(new Error('The disk is gone.'));
  await expect(current()).rejects.toThrow('The disk is gone.');
  read.meanwhile = async () => {};
  expect(await current()).toEqual([]);
});
