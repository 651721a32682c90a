import type { Completion, Rating } from '../../src/domain/completion.ts';
import { domId } from '../dom-id.ts';
import { Icon } from '../icon.tsx';
import { TextArea } from '../text-area.tsx';

const RATING_WORDS: readonly (readonly [Rating, string])[] = [
  ['good', 'Good'],
  ['bad', 'Bad'],
];

/** What a person makes of an answer: a rating, a pin, a note. Each is saved by itself. */
export function CompletionAnnotations({ completion: { id, marks } }: { readonly completion: Completion }) {
  const target = domId('completion', id, 'marks');
  const saving = { 'hx-put': `/completions/${id}/marks`, 'hx-target': `#${target}`, 'hx-swap': 'outerHTML' } as const;
  return (
    <div class="marks" id={target}>
      <div class="actions">
        {RATING_WORDS.map(([rating, word]) => (
          <button
            type="button"
            class="button quiet"
            id={domId('completion', id, rating)}
            {...saving}
            hx-vals={JSON.stringify({ rating: marks.rating === rating ? '' : rating })}
            aria-label={`Rate ${rating}`}
            title={`Rate ${rating}`}
            aria-pressed={marks.rating === rating ? 'true' : 'false'}
          >
            <Icon name={rating} />
            {word}
          </button>
        ))}
        <button
          type="button"
          class="button quiet"
          id={domId('completion', id, 'pin')}
          {...saving}
          title="Pin"
          hx-vals={JSON.stringify({ pinned: String(!marks.pinned) })}
          aria-pressed={marks.pinned ? 'true' : 'false'}
        >
          <Icon name="pin" />
          Pin
        </button>
      </div>
      <TextArea
        name="note"
        class="input"
        rows={2}
        id={domId('completion', id, 'note')}
        aria-label="Note on this answer"
        maxlength={10_000}
        placeholder="What you make of it"
        hx-put={`/completions/${id}/marks`}
        hx-trigger="input changed delay:400ms, change"
        hx-swap="none"
        text={marks.note ?? ''}
      />
    </div>
  );
}
