import { type Account, CAP_SCOPES, CAP_UNITS, type CapScope } from '../../src/domain/money/caps.ts';
import { Page, type PageContext } from '../layout.tsx';
import { CAP_UNIT_WORDS, type ConnectionSpent, SpentTable } from './spent-table.tsx';
import { ZoneCard, type ZoneCardProps } from './zone-card.tsx';

interface SettingsPageProps {
  /** What stands in the fields, by name: `day.money`. */
  readonly fields: Readonly<Record<string, string>>;
  readonly errors: ReadonlyMap<string, string>;
  readonly saved: boolean;
  readonly today: Account;
  readonly connections: readonly ConnectionSpent[];
  readonly timeZone: ZoneCardProps;
  readonly context: PageContext;
}

const SCOPES: Readonly<Record<CapScope, readonly [string, string]>> = {
  run: ['Each run', 'with all it grows by'],
  day: ['Each day', 'of your time zone'],
  notebook: ['Each notebook', 'in all'],
  connection: ['Each connection', 'in all'],
};

/** Caps on spending, and from where on a run asks first. */
export function SettingsPage({ fields, errors, saved, today, connections, timeZone, context }: SettingsPageProps) {
  return (
    <Page title="Settings" section="settings" context={context}>
      <header class="title">
        <h1>Settings</h1>
        <span class="end">
          <a class="button" href="/settings/data">
            Data file, backups
          </a>
        </span>
      </header>
      {saved && (
        <p class="notice" role="status">
          Saved. It holds from now on, also for runs that go on.
        </p>
      )}
      {errors.size > 0 && (
        <p class="notice err" role="alert">
          Nothing was saved: correct the fields that are marked below.
        </p>
      )}
      <div class="halves">
        <SpendingCard fields={fields} errors={errors} />
        <div class="stacked">
          <SpentTable today={today} connections={connections} zone={timeZone.zone.zone} />
          <ZoneCard {...timeZone} />
        </div>
      </div>
    </Page>
  );
}

/** Caps and when a run asks first: one form, saved as one. */
function SpendingCard({ fields, errors }: FieldsProps) {
  return (
    <form method="post" action="/settings" class="card rules" aria-label="Spending" data-save novalidate>
      <header>
        <h2>Caps</h2>
        <span class="end muted small">empty: no cap</span>
      </header>
      <div class="pad">
        <CapsTable fields={fields} errors={errors} />
        <details>
          <summary class="muted small">How caps count</summary>
          <p class="small">
            Before a request is sent, the most it can cost is set aside. One that does not fit under every cap is not
            sent: it is held, and can be resumed once you raise the cap. The built-in model costs nothing and counts as
            no money. A model whose price is not known cannot be held by a cap on dollars; its tokens and requests
            count. Each attempt counts as a request. What may have been billed without saying how much counts at its
            most.
          </p>
        </details>
      </div>
      <header class="second">
        <h2>Ask first</h2>
        <span class="end muted small">empty: never asks</span>
      </header>
      <div class="sets">
        <div class="set">
          <label for="confirmation-money">More than, dollars</label>
          <span>
            <Limit name="confirmation.money" label={null} fields={fields} errors={errors} />
          </span>
          <p class="hint">A run on a paid connection asks before it starts when it can cost more than this.</p>
        </div>
        <div class="set">
          <label for="confirmation-requests">More than, requests</label>
          <span>
            <Limit name="confirmation.requests" label={null} fields={fields} errors={errors} />
          </span>
          <p class="hint">The same for a run of more requests than this.</p>
        </div>
      </div>
      <footer>
        <span class="small muted" data-save-state />
        <button type="submit" class="button primary">
          Save
        </button>
      </footer>
    </form>
  );
}

type FieldsProps = Pick<SettingsPageProps, 'fields' | 'errors'>;

function CapsTable({ fields, errors }: FieldsProps) {
  return (
    <table class="caps">
      <thead>
        <tr>
          <th scope="col">For</th>
          {CAP_UNITS.map((unit) => (
            <th scope="col">{CAP_UNIT_WORDS[unit]}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {CAP_SCOPES.map((scope) => (
          <tr>
            <th scope="row">
              {SCOPES[scope][0]} <span class="muted small">{SCOPES[scope][1]}</span>
            </th>
            {CAP_UNITS.map((unit) => (
              <td class="field" data-unit={CAP_UNIT_WORDS[unit]}>
                <Limit
                  name={`${scope}.${unit}`}
                  label={`${SCOPES[scope][0]}, ${CAP_UNIT_WORDS[unit].toLowerCase()}`}
                  fields={fields}
                  errors={errors}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface LimitProps extends FieldsProps {
  readonly name: string;
  /** `null`: there is a label of its own. */
  readonly label: string | null;
}

function Limit({ name, label, fields, errors }: LimitProps) {
  const id = name.replace('.', '-');
  const error = errors.get(name) ?? null;
  return (
    <>
      <input
        id={id}
        class="input number"
        name={name}
        value={fields[name] ?? ''}
        size={9}
        inputmode={name.endsWith('.money') ? 'decimal' : 'numeric'}
        placeholder="off"
        autocomplete="off"
        aria-label={label ?? undefined}
        aria-invalid={error === null ? undefined : 'true'}
        aria-describedby={error === null ? undefined : `${id}-error`}
      />
      {error !== null && (
        <p class="err small" id={`${id}-error`}>
          {error}
        </p>
      )}
    </>
  );
}
