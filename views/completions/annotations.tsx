import { handVerdict } from '../../src/domain/cases/check.ts';
import { type Completion, hasAnswer, type Rating } from '../../src/domain/run/completion.ts';
import { domId } from '../dom-id.ts';
import { Icon } from '../icon.tsx';
import { TextArea } from '../text-area.tsx';

const RATING_WORDS: readonly (readonly [Rating, string])[] = [
  ['good', 'Good'],
  ['bad', 'Bad'],
];

const VERDICT_WORDS = [
  ['pass', true, 'Pass'],
  ['fail', false, 'Fail'],
] as const;

/**
 * What a person makes of an answer: a rating, a verdict, a pin, a note. Each is saved by itself. A request that failed before it said
 * anything has nothing to rate; a rating or verdict that it has from before can still be taken away.
 */
export function CompletionAnnotations({ completion }: { readonly completion: Completion }) {
  const { id, annotations, checked } = completion;
  const verdict = handVerdict(checked);
  const judged = hasAnswer(completion) || annotations.rating !== null || verdict !== null;
  const target = domId('completion', id, 'marks');
  const saving = { 'hx-put': `/completions/${id}/marks`, 'hx-target': `#${target}`, 'hx-swap': 'outerHTML' } as const;
  return (
    <div class="marks" id={target}>
      <div class="actions">
        {(judged ? RATING_WORDS : []).map(([rating, word]) => (
          <button
            type="button"
            class="button quiet"
            id={domId('completion', id, rating)}
            {...saving}
            hx-vals={JSON.stringify({ rating: annotations.rating === rating ? '' : rating })}
            aria-label={`Rate ${rating}`}
            title={`Rate ${rating}`}
            aria-pressed={annotations.rating === rating ? 'true' : 'false'}
          >
            <Icon name={rating} />
            {word}
          </button>
        ))}
        {(judged ? VERDICT_WORDS : []).map(([value, means, word]) => (
          <button
            type="button"
            class="button quiet"
            id={domId('completion', id, value)}
            {...saving}
            hx-vals={JSON.stringify({ by_hand: verdict === means ? '' : value })}
            title={`${word} by hand: counts in the pass rate`}
            aria-pressed={verdict === means ? 'true' : 'false'}
          >
            {word}
          </button>
        ))}
        <button
          type="button"
          class="button quiet"
          id={domId('completion', id, 'pin')}
          {...saving}
          title="Pin"
          hx-vals={JSON.stringify({ pinned: String(!annotations.pinned) })}
          aria-pressed={annotations.pinned ? 'true' : 'false'}
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
        text={annotations.note ?? ''}
      />
    </div>
  );
}
