import type { Child } from 'hono/jsx';
import { plural, usd } from './format.ts';

/** Where on every page the dialog goes. */
export const CONFIRMATION_PLACE = 'confirmation';

interface ConfirmationQuestion {
  readonly requests: number;
  readonly inputTokens: number;
  /** `null` unless priced. */
  readonly mostPicodollars: bigint | null;
  readonly pricing: 'priced' | 'unpriced' | 'unbounded';
  readonly thresholds: { readonly money: bigint | null; readonly requests: bigint | null };
  readonly reason: 'amount' | 'unbounded' | 'judge' | 'study';
}

interface ConfirmationDialogProps {
  readonly question: ConfirmationQuestion;
  /** Where the same is sent again, with a yes. */
  readonly action: string;
  /** What goes along: fields of their own, or a form of the page as it is then. */
  readonly fields: Readonly<Record<string, string>>;
  readonly include: string | null;
}

/** Asks whether so much is meant, before anything is sent. Escape or Cancel sends nothing. */
export function ConfirmationDialog({ question, action, fields, include }: ConfirmationDialogProps) {
  const requests = plural(question.requests, 'request');
  return (
    <dialog class="confirmation" data-modal data-asks aria-labelledby="confirmation-title">
      <h2 id="confirmation-title">Send {requests}?</h2>
      <dl>
        <dt>Requests</dt>
        <dd class="num">{requests}</dd>
        <dt>Input</dt>
        <dd class="num">up to {plural(question.inputTokens, 'token')} each</dd>
        <dt>Cost</dt>
        <dd class="num">{costText(question)}</dd>
      </dl>
      <p class="muted small">
        <Reason question={question} />
      </p>
      <form method="dialog" class="actions">
        <button type="submit" class="button">
          Cancel
        </button>
        <button
          type="button"
          class="button primary"
          autofocus
          hx-post={action}
          hx-include={include ?? undefined}
          hx-vals={JSON.stringify({ ...fields, confirm: 'true' })}
          hx-swap="none"
          hx-sync="this:drop"
        >
          Send {requests}
        </button>
      </form>
    </dialog>
  );
}

function Reason({ question }: Pick<ConfirmationDialogProps, 'question'>) {
  switch (question.reason) {
    case 'judge':
      return (
        <>
          Nothing was sent yet. Tempera always asks before a model judges answers: these requests are a run of their
          own.
        </>
      );
    case 'study':
      return <>Nothing was sent yet. Tempera always asks before a study, as it asks each case many times.</>;
    case 'unbounded':
      return (
        <>
          Nothing was sent yet, and what you typed is saved. No price or no output limit is known for a model, so that
          nothing bounds what its answers cost: Cancel and fill in Max tokens to bound them.
        </>
      );
    case 'amount':
      return (
        <>
          Nothing was sent yet, and what you typed is saved. Tempera asks {whenText(question)}: set that under{' '}
          <a href="/settings">Settings</a>.
        </>
      );
  }
}

function costText({ pricing, mostPicodollars }: ConfirmationQuestion): Child {
  if (pricing === 'unpriced') return 'not known: no price is known for a model';
  if (mostPicodollars === null) return 'not bounded: set Max tokens to bound it';
  return <strong>at most {usd(mostPicodollars)}</strong>;
}

function whenText({ thresholds: { money, requests } }: ConfirmationQuestion): string {
  const parts = [
    money === null ? null : `a run can cost more than ${usd(money)}`,
    requests === null ? null : `${money === null ? 'a run ' : ''}has more than ${plural(Number(requests), 'request')}`,
  ].filter((part) => part !== null);
  return `when ${parts.join(' or ')}`;
}
