import type { Context } from 'hono';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { CONFIRMATION_PLACE, ConfirmationDialog } from '../../../views/confirmation-dialog.tsx';
import { Partial } from '../../../views/partial.tsx';
import type { Confirmed } from '../../planning/run-continuation.ts';
import { asksAboutSpending } from '../../spending/spending-gate.ts';
import { fragment, isFragmentRequest } from './answer.tsx';
import { formOf } from './form.ts';

/** What is sent again once somebody has said yes. */
interface Again {
  /** Fields of the form that was sent. */
  readonly fields?: Readonly<Record<string, string>>;
  /** A form of the page that goes along as it is then. */
  readonly include?: string;
  /** What else the page shall show meanwhile. */
  readonly also?: () => Promise<JSX.Element>;
}

/** Does it; where so much is only sent if it is meant, answers with a dialog that asks, and sends the same again with a yes. */
export async function askingFirst(c: Context, again: Again, act: () => Promise<Response>): Promise<Response> {
  try {
    return await act();
  } catch (error) {
    if (!asksAboutSpending(error) || !isFragmentRequest(c)) throw error;
    const { fields = {}, include = null, also } = again;
    return fragment(
      c,
      <>
        {also !== undefined && (await also())}
        <Partial target={CONFIRMATION_PLACE} swap="innerHTML">
          <ConfirmationDialog question={error.question} action={c.req.path} fields={fields} include={include} />
        </Partial>
      </>,
    );
  }
}

/** Whether somebody was asked and said yes. */
export function confirmationOf(form: FormData): Confirmed {
  return { confirmed: form.get('confirm') === 'true' };
}

/** The same of a button that sends nothing else. */
export async function readConfirmation(c: Context): Promise<Confirmed> {
  return confirmationOf(await formOf(c));
}
