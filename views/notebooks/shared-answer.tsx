import { type Case, caseText } from '../../src/domain/cases/case.ts';
import type { CompletionContent } from '../../src/domain/notebook/notebook-content.ts';
import { AXIS_LABELS, type Axis, type ConnectionNames, modelOn, namedModel } from '../../src/domain/run/sweep.ts';
import { STATUS_WORDS } from '../completions/status-words.ts';
import { exactText } from '../exact-text.tsx';
import { costText, countOr } from '../format.ts';

/** Completions that say the same, the first of them first. */
type Equal = readonly [CompletionContent, ...CompletionContent[]];

/** Answers of a column, equal ones together, in the order in which they were asked; what somebody marked stands alone. */
export function folded(completions: readonly CompletionContent[]): readonly Equal[] {
  const groups = new Map<string, [CompletionContent, ...CompletionContent[]]>();
  completions.forEach((completion, index) => {
    const key = isMarked(completion) ? String(index) : keyOf(completion);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [completion]);
    else group.push(completion);
  });
  return [...groups.values()];
}

function isMarked({ annotations: { rating, pinned, note } }: CompletionContent): boolean {
  return rating !== null || pinned || note !== null;
}

/** Equal letter for letter, as this page has no switch for how answers are compared. */
function keyOf({ text, status, error, settings, connection, casePlace }: CompletionContent): string {
  return JSON.stringify([text, status, error?.message ?? null, settings, connection, casePlace ?? null]);
}

interface SharedAnswerProps {
  readonly equal: Equal;
  /** What else was varied than what makes the columns: it tells answers of one column apart. */
  readonly rows: readonly Axis[];
  readonly nameOf: ConnectionNames;
  /** The cases of its run; empty without. */
  readonly cases: readonly Case[];
}

/** One answer, how many were equal to it, and what was noted of it. */
export function SharedAnswer({ equal, rows, nameOf, cases }: SharedAnswerProps) {
  const [completion, ...others] = equal;
  const { text, status, usage, cost, annotations, error, casePlace } = completion;
  const asked = casePlace === undefined ? undefined : cases[casePlace];
  const facts = [
    ...rows.map((axis) => settingText(completion, axis, nameOf)),
    others.length > 0 ? `×${equal.length}` : '',
    usage === null ? '' : `${countOr(usage.inputTokens)} → ${countOr(usage.outputTokens)} tokens`,
    usage === null && cost === null ? '' : costText(cost),
    status === 'done' ? '' : STATUS_WORDS[status],
    annotations.rating === null ? '' : `rated ${annotations.rating}`,
    annotations.pinned ? 'pinned' : '',
  ];
  return (
    <article class="answer">
      {casePlace !== undefined && asked !== undefined && (
        <p class="small" dir="auto">
          {exactText(`${asked.name ?? `Case ${casePlace + 1}`}: ${caseText(asked)}`)}
        </p>
      )}
      <div class="text" dir="auto">
        {exactText(text)}
      </div>
      {error !== null && <p class="small">{exactText(error.message)}</p>}
      {annotations.note !== null && (
        <p class="small">
          Note: <bdi>{exactText(annotations.note)}</bdi>
        </p>
      )}
      <p class="muted small">{facts.filter((fact) => fact !== '').join(' · ')}</p>
    </article>
  );
}

function settingText({ settings }: CompletionContent, axis: Axis, nameOf: ConnectionNames): string {
  if (axis === 'model') return namedModel(modelOn(settings), nameOf);
  return `${AXIS_LABELS[axis]} ${settings[axis] ?? 'not sent'}`;
}
