import { type AnnotationChange, type Annotations, RATINGS } from '../../domain/run/completion.ts';
import { ValidationError } from '../../errors.ts';

/** The longest note on an answer, in characters. */
export const MAX_NOTE = 10_000;

/** The marks a form sets: only those it has fields for. An empty rating or note takes it away. */
export function annotationsFromForm(form: FormData): Partial<AnnotationChange> {
  const rating = form.get('rating');
  const pinned = form.get('pinned');
  const note = form.get('note');
  const byHand = form.get('by_hand');
  return annotationsOf({
    ...(typeof rating === 'string' ? { rating: ratingOf(rating) } : {}),
    ...(typeof pinned === 'string' ? { pinned: pinned === 'true' } : {}),
    ...(typeof note === 'string' ? { note: note.slice(0, MAX_NOTE) } : {}),
    ...(typeof byHand === 'string' ? { byHand: verdictOf(byHand) } : {}),
  });
}

/** Annotations as they were sent, with those that were not left out and an empty note for none. */
export function annotationsOf({
  rating,
  pinned,
  note,
  byHand,
}: { readonly [Name in keyof AnnotationChange]?: AnnotationChange[Name] | undefined }): Partial<AnnotationChange> {
  return {
    ...(rating === undefined ? {} : { rating }),
    ...(pinned === undefined ? {} : { pinned }),
    ...(note === undefined ? {} : { note: note === null || note.trim() === '' ? null : note.toWellFormed() }),
    ...(byHand === undefined ? {} : { byHand }),
  };
}

function verdictOf(text: string): AnnotationChange['byHand'] {
  if (text === '') return null;
  if (text === 'pass' || text === 'fail') return text === 'pass';
  throw new ValidationError([{ path: 'by_hand', message: 'by_hand must be pass or fail, or empty.' }]);
}

function ratingOf(text: string): Annotations['rating'] {
  if (text === '') return null;
  const rating = RATINGS.find((known) => known === text);
  if (rating !== undefined) return rating;
  throw new ValidationError([{ path: 'rating', message: `rating must be one of ${RATINGS.join(', ')}, or empty.` }]);
}
