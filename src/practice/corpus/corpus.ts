import type { Chat } from '../chat.ts';
/**
 * All that Practice has read, about 40 kB, written for it: stories, chats, and texts that only teach which words keep
 * company. No review carries a label: how to label is learned from the prompt. Lists of words name their subject
 * ("sports", "positive"), so that a choice named without an example is more than a guess.
 */
import { CHATS } from './corpus-chats.ts';
import { CONCEPTS } from './corpus-concepts.ts';
import { FACTS } from './corpus-facts.ts';
import { NEGATIVE_REVIEWS, POSITIVE_REVIEWS } from './corpus-reviews.ts';
import { STORIES } from './corpus-stories.ts';
import { TOPICS } from './corpus-topics.ts';

/** The chats the model may recall. */
export const REMEMBERED: readonly Chat[] = [...CHATS, ...CONCEPTS, ...FACTS];

/** The texts the n-gram model is trained on, each once. */
export function readingTexts(): string[] {
  return [...new Set([...STORIES, ...REMEMBERED.flatMap((chat) => chat.answers)])];
}

/** The texts that relate words: any two that share one become nearer. */
export function relatedTexts(): string[] {
  const chats = REMEMBERED.map((chat) => [...chat.asked, ...chat.answers].join(' '));
  return [...STORIES, ...chats, ...TOPICS, ...pairs(POSITIVE_REVIEWS), ...pairs(NEGATIVE_REVIEWS)];
}

/** Reviews of one mood, each joined to three others, so that words of praise meet words of praise. */
function pairs(reviews: readonly string[]): string[] {
  return reviews.flatMap((review, i) =>
    [1, 2, 5, 7, 11].map((step) => `${review} ${reviews[(i + step) % reviews.length] ?? ''}`),
  );
}
