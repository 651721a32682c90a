import type { Example } from './prompts.ts';

/** Reviews that are not in the corpus, of alternating mood. */
export const REVIEWS: readonly Example[] = [
  ['The film was wonderful.', 'positive'],
  ['The film was dull.', 'negative'],
  ['I love this phone.', 'positive'],
  ['The soup was cold and tasteless.', 'negative'],
  ['Friendly staff and a clean room.', 'positive'],
  ['A rude waiter and poor service.', 'negative'],
  ['Brilliant acting, beautiful music.', 'positive'],
  ['Terrible plot and awful acting.', 'negative'],
  ['A charming, clever book.', 'positive'],
  ['A boring and messy book.', 'negative'],
  ['Excellent quality, works perfectly.', 'positive'],
  ['It broke after a week.', 'negative'],
  ['The bread was fresh and delicious.', 'positive'],
  ['Stale bread, horrible place.', 'negative'],
  ['Funny and moving, a great evening.', 'positive'],
  ['A tedious, lifeless show.', 'negative'],
  ['Comfortable and easy to use.', 'positive'],
  ['Noisy, dirty and slow.', 'negative'],
  ['A superb meal.', 'positive'],
  ['The worst meal of the year.', 'negative'],
  ['Simply fantastic.', 'positive'],
  ['I regret it.', 'negative'],
  ['A joy from start to finish.', 'positive'],
  ['I want my money back.', 'negative'],
];

export const SHOTS: readonly Example[] = [
  ['The show was fantastic and funny.', 'positive'],
  ['The service was slow and rude.', 'negative'],
  ['A beautiful, warm story.', 'positive'],
  ['The plot is stupid and boring.', 'negative'],
  ['Delicious food, I am happy.', 'positive'],
  ['Poor quality, it broke.', 'negative'],
  ['I enjoyed it, brilliant.', 'positive'],
  ['A dull and disappointing film.', 'negative'],
];
