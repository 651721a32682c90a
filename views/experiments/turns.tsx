import { costOf, type UnitPrices } from '../../src/domain/money/cost.ts';
import type { Turn } from '../../src/domain/prompt/conversation.ts';
import { totalsOf } from '../../src/domain/run/columns.ts';
import type { Completion } from '../../src/domain/run/completion.ts';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { costText, count, countOr, plural, usd } from '../format.ts';

interface TurnsProps {
  readonly experiment: number;
  readonly turns: readonly Turn[];
  /** A cheap real model, by which free answers are priced. */
  readonly reference: UnitPrices | null;
}

/** The place of the conversation's account, which fetches it: looking the turns up must not hold up the page. */
export function TurnsPlace({ experiment }: { readonly experiment: number }) {
  return (
    <div
      class="turns"
      id={domId('experiment', experiment, 'turns')}
      hx-get={`/experiments/${experiment}/turns`}
      hx-trigger="load"
      hx-swap="outerHTML"
    />
  );
}

/** What each turn of the conversation used and cost, how that adds up, and why it grows. */
export function Turns({ experiment, turns, reference }: TurnsProps) {
  const asked = turns.flatMap(({ completion }) => (completion === null ? [] : [completion]));
  const id = domId('experiment', experiment, 'turns');
  if (turns.length === 0) return <div class="turns" id={id} />;
  return (
    <details class="turns" id={id} open={asked.length > 0}>
      <summary>
        {asked.length > 0
          ? `Conversation: ${plural(asked.length, 'answer')}`
          : `Conversation: ${plural(turns.length, 'turn')} written by hand`}
        {asked.length > 0 && (
          <span class="num">
            {' '}
            · {totalText(asked, reference).join(' · ')} so far
            {asked.some(({ cost }) => cost?.source === 'free') && reference !== null && ` (on ${reference.model})`}
          </span>
        )}
      </summary>
      <p class="small muted">
        A model remembers nothing. Each turn sends the whole conversation again, so the input grows with every turn, and
        its cost with it.
      </p>
      <section class="scroll" aria-label="Turns of the conversation" tabindex={0}>
        <table class="num">
          <thead>
            <tr>
              {['Turn', 'Answer', 'Tokens in', 'Tokens out', 'Cost', 'Total so far', ''].map((head) => (
                <th scope="col">{head === '' ? <span class="unseen">Actions</span> : head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {turns.map((turn, at) => (
              <TurnRow
                experiment={experiment}
                turn={turn}
                number={at + 1}
                total={totalText(askedUpTo(turns, at), reference).join(' · ')}
              />
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

interface TurnRowProps {
  readonly experiment: number;
  readonly turn: Turn;
  readonly number: number;
  readonly total: string;
}

function TurnRow({ experiment, turn: { index, text, completion }, number, total }: TurnRowProps) {
  return (
    <tr>
      <td>{number}</td>
      <td class="excerpt" dir="auto">
        {text === '' ? 'function calls' : exactText(text.length > 80 ? `${text.slice(0, 80)}…` : text)}
      </td>
      {completion === null ? (
        <td colspan={3} class="muted">
          not asked here, or changed since
        </td>
      ) : (
        <>
          <td>{countOr(completion.usage?.inputTokens ?? null)}</td>
          <td>{countOr(completion.usage?.outputTokens ?? null)}</td>
          <td>{costText(completion.cost)}</td>
        </>
      )}
      <td class="total">{completion === null ? '' : total}</td>
      <td>
        <button
          type="button"
          class="button quiet"
          hx-post={`/experiments/${experiment}/messages/${index}/branches`}
          hx-swap="none"
          aria-label={`Branch from turn ${number}`}
        >
          Branch
        </button>
      </td>
    </tr>
  );
}

function askedUpTo(turns: readonly Turn[], at: number): readonly Completion[] {
  return turns.slice(0, at + 1).flatMap(({ completion }) => (completion === null ? [] : [completion]));
}

/** Tokens and money of several requests; free ones are priced as a real model would have. */
function totalText(completions: readonly Completion[], reference: UnitPrices | null): readonly string[] {
  const { inputTokens, outputTokens, costPicodollars, unpriced } = totalsOf(completions);
  const would = completions
    .filter(({ cost }) => cost?.source === 'free')
    .map(({ usage }) => (reference === null ? null : (costOf(usage, reference)?.picodollars ?? null)));
  const parts = [
    `${count(inputTokens ?? 0)} in, ${count(outputTokens ?? 0)} out`,
    costPicodollars === null ? '' : usd(costPicodollars),
    unpriced > 0 ? `${unpriced} unpriced` : '',
    would.length === 0 || reference === null || would.includes(null)
      ? ''
      : `free, would be ${usd(would.reduce<bigint>((sum, cost) => sum + (cost ?? 0n), 0n))}`,
  ];
  return parts.filter((part) => part !== '');
}
