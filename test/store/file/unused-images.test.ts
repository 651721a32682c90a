import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { KeptImage } from '../../../src/domain/prompt/image.ts';
import { EMPTY_PROMPT, type Prompt } from '../../../src/domain/prompt/prompt.ts';
import { Drafts } from '../../../src/prompts/drafts.ts';
import { RetentionSchedule } from '../../../src/store/file/retention-schedule.ts';
import type { Store } from '../../../src/store/store.ts';
import { temporaryStore } from '../../support/temporary-data.ts';
import { experimentIn, newRun } from '../support/fixtures.ts';

async function kept(store: Store, name: string): Promise<KeptImage> {
  const bytes = Buffer.from(name);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const image = { hash, type: 'image/png' as const, bytes: bytes.length, width: 1, height: 1 };
  await store.images.keep(image, bytes);
  return image;
}

function showing(image: KeptImage): Prompt {
  return { ...EMPTY_PROMPT, messages: [{ role: 'user', content: 'What?', images: [image] }] };
}

const LATER = () => new Date(Date.now() + 1_000);

async function left(store: Store, images: readonly KeptImage[]) {
  const found = await Promise.all(images.map(({ hash }) => store.images.get(hash)));
  return found.map((one) => one !== null);
}

test('images that a draft, a step to undo, a version, a run or its variants name stay; others go', async () => {
  const { store } = await temporaryStore();
  const drafts = new Drafts(store.drafts);
  const names = ['draft', 'undone', 'version', 'variant', 'nobody'];
  const [ofDraft, undone, ofVersion, ofVariant, nobodys] = await Promise.all(names.map((name) => kept(store, name)));
  if (!ofDraft || !undone || !ofVersion || !ofVariant || !nobodys) throw new Error('not kept');
  const { experimentId } = await experimentIn(store);
  const save = (prompt: Prompt) =>
    drafts.change(experimentId, null, {
      typed: (draft) => draft,
      edit: () => prompt,
    });
  await save(showing(undone));
  await save(showing(ofDraft));
  const run = newRun(experimentId, { prompt: showing(ofVersion) });
  const variants = [{ name: 'other', changes: { messages: showing(ofVariant).messages }, inputTokens: null }];
  await store.runs.create({ ...run, request: { ...run.request, variants } });
  const all = [ofDraft, undone, ofVersion, ofVariant, nobodys];
  expect(await store.dataFile.deleteUnusedImages(LATER())).toBe(1);
  expect(await left(store, all)).toEqual([true, true, true, true, false]);
});

test('an image that was sent lately stays, and one that is sent again counts as new', async () => {
  const { store } = await temporaryStore();
  const old = await kept(store, 'old');
  const before = new Date(Date.now() + 5);
  while (Date.now() <= before.getTime()) await new Promise((resolve) => setImmediate(resolve));
  const again = await kept(store, 'old');
  expect(again).toEqual(old);
  expect(await store.dataFile.deleteUnusedImages(before)).toBe(0);
  expect(await left(store, [old])).toEqual([true]);
});

test('they are looked for once a day, and only those of more than 30 days ago', async () => {
  const { store } = await temporaryStore();
  const image = await kept(store, 'lonely');
  const clock = { time: Date.now() + 29 * 86_400_000 };
  const errors: unknown[] = [];
  const schedule = new RetentionSchedule({
    store,
    now: () => new Date(clock.time),
    onError: (error) => errors.push(error),
  });
  await schedule.check();
  expect(await left(store, [image])).toEqual([true]);
  clock.time += 86_400_000 - 1;
  await schedule.check();
  expect(await left(store, [image])).toEqual([true]);
  clock.time += 86_400_000;
  await schedule.check();
  expect(await left(store, [image])).toEqual([false]);
  await schedule.close();
  expect(errors).toEqual([]);
});
