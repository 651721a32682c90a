import { imageHashes, type Message } from '../prompt/message.ts';
import type { ExperimentContent, NotebookContent } from './notebook-content.ts';

/** Bytes of images that go along with one notebook: written as text they stay below what can be imported again. */
export const MAX_NOTEBOOK_IMAGES_BYTES = 14_000_000;

/** The hashes of all kept images that a notebook names, in order: in its drafts, its versions, its variants and what was sent. */
export function imagesIn({ cells }: Pick<NotebookContent, 'cells'>): readonly string[] {
  const lists = cells.flatMap((cell) => (cell.kind === 'note' ? [] : messageListsOf(cell)));
  return [...new Set(lists.flatMap(imageHashes))].toSorted();
}

function messageListsOf({ draft, results }: ExperimentContent): readonly (readonly Message[])[] {
  const { versions = [], messageLists = [], runs = [] } = results ?? {};
  return [
    draft.prompt.messages,
    ...versions.map(({ prompt }) => prompt.messages),
    ...messageLists,
    ...runs.flatMap(({ request }) => (request.variants ?? []).map(({ changes }) => changes.messages ?? [])),
  ];
}
