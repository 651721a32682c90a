import { expect, test } from 'vitest';
import type { Case } from '../../src/domain/cases/case.ts';
import { createStore } from '../../src/store/create-store.ts';
import { openDatabase } from '../../src/store/file/open-database.ts';
import { hashCases } from '../../src/store/hash.ts';
import { temporaryFolder, temporaryStore } from '../support/temporary-data.ts';
import { experimentIn } from './support/fixtures.ts';

const caseOf = (text: string): Case => ({ input: { variables: { text } }, expected: null, name: null });
const many = (count: number) => Array.from({ length: count }, (_, place) => caseOf(`sentence ${place}`));

test('cases that stop coming half-way are nowhere, and the experiment keeps those it had', async () => {
  const { store, database } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  await store.cases.keep(experimentId, [caseOf('before')]);
  const all = many(3_000);
  async function* parts() {
    yield all.slice(0, 1_000);
    throw new Error('The disk is full.');
  }
  const broken = { hash: hashCases(all), count: all.length, parts };
  await expect(store.cases.keepParts(experimentId, broken)).rejects.toThrow('The disk is full.');
  const kept = await store.cases.ofExperiment(experimentId);
  expect(await store.cases.ofSet(kept?.set ?? 0)).toEqual([caseOf('before')]);
  const rows = await database.reader.selectFrom('cases').selectAll().execute();
  expect(rows).toHaveLength(1);
});

test('others save while cases come in, two imports of the same cases keep one set, and a note makes another', async () => {
  const { store, database } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  const all = many(3_000);
  const order: string[] = [];
  async function* parts() {
    for (let from = 0; from < all.length; from += 1_000) {
      yield all.slice(from, from + 1_000);
      await store.settings.set('a-setting', from);
      order.push(`saved ${from}`);
    }
  }
  const cases = { hash: hashCases(all), count: all.length, parts };
  await Promise.all([store.cases.keepParts(experimentId, cases), store.cases.keep(experimentId, all)]);
  expect(order).toEqual(['saved 0', 'saved 1000', 'saved 2000']);
  const sets = () => database.reader.selectFrom('case_sets').select(['hash', 'cases']).execute();
  expect(await sets()).toEqual([{ hash: hashCases(all), cases: 3_000 }]);
  await store.cases.keep(experimentId, [{ ...caseOf('a'), note: 'mine' }]);
  await store.cases.keep(experimentId, [caseOf('a')]);
  expect(await sets()).toHaveLength(3);
});

test('what a server that died left of an import is gone after the next start', async () => {
  const folder = temporaryFolder();
  const database = await openDatabase(folder);
  const store = await createStore(database);
  const { experimentId } = await experimentIn(store);
  let begun: () => void = () => undefined;
  const isBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  async function* parts() {
    yield many(500);
    begun();
    await new Promise<never>(() => undefined);
  }
  // Never settles: the server dies while the second part is waited for.
  void store.cases.keepParts(experimentId, { hash: hashCases(many(1_000)), count: 1_000, parts });
  await isBegun;
  await store.close();

  const next = await openDatabase(folder);
  const reopened = await createStore(next);
  expect(await next.reader.selectFrom('cases').selectAll().execute()).toEqual([]);
  expect(await next.reader.selectFrom('case_sets').selectAll().execute()).toEqual([]);
  expect(await reopened.cases.ofExperiment(experimentId)).toBeNull();
  await reopened.close();
});

test('a search finds the texts of cases and not how they are kept', async () => {
  const { store } = await temporaryStore();
  const { experimentId } = await experimentIn(store);
  await store.cases.keep(experimentId, [
    { ...caseOf('He said "Ölé" to me.\nTwice.'), note: 'Spanish' },
    { input: { message: '100% sure_thing' }, expected: 'yes', name: 'certain' },
    ...many(2_500),
  ]);
  const set = (await store.cases.ofExperiment(experimentId))?.set ?? 0;
  const found = async (search: string, offset = 0) => {
    const { found: count, rows } = await store.cases.page(set, { search, offset, limit: 2 });
    return [count, ...rows.map(({ place }) => place)];
  };
  expect(await found('"Ölé"')).toEqual([1, 0]);
  expect(await found('ölé')).toEqual([1, 0]);
  expect(await found('spanish')).toEqual([1, 0]);
  expect(await found('certain')).toEqual([1, 1]);
  expect(await found('100%')).toEqual([1, 1]);
  expect(await found('e_t')).toEqual([1, 1]);
  expect(await found('variables')).toEqual([0]);
  expect(await found('text')).toEqual([0]);
  expect(await found('sentence', 2_498)).toEqual([2_500, 2_500, 2_501]);
  expect(await found('')).toEqual([2_502, 0, 1]);
});
