import { imageHashes, type Message } from '../domain/prompt/message.ts';
import type { Completion, CompletionError } from '../domain/run/completion.ts';
import { IMAGES_UNKNOWN, MESSAGES_UNKNOWN } from './run-slot.ts';
import type { RunnerDeps } from './runner-deps.ts';

/** Looks up the messages that a completion's request carries. */
export type MessageSource = (completion: Completion) => readonly Message[] | Promise<readonly Message[]>;

/** What a request carries. */
export interface RequestContent {
  readonly messages: readonly Message[];
  /** The bytes of the images that messages hold, as data URLs by hash. */
  readonly images: ReadonlyMap<string, string>;
}

/** Reads from the data file what a completion's request carries, or answers why it cannot be sent; never rejects. */
export async function requestContent(
  { store, onUnexpected }: Pick<RunnerDeps, 'store' | 'onUnexpected'>,
  source: MessageSource,
  completion: Completion,
): Promise<RequestContent | { readonly missing: CompletionError }> {
  let missing = MESSAGES_UNKNOWN;
  try {
    const messages = await source(completion);
    missing = IMAGES_UNKNOWN;
    const hashes = new Set(imageHashes(messages));
    const images = hashes.size === 0 ? new Map<string, string>() : await store.images.dataUrls([...hashes]);
    return images.size === hashes.size ? { messages, images } : { missing };
  } catch (error) {
    onUnexpected(error);
    return { missing };
  }
}
