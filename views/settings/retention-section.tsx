import type { Retention, RetentionDone } from '../../src/domain/history/retention.ts';
import type { Calendar } from '../../src/domain/history/time-zone.ts';
import { dateTime, plural } from '../format.ts';

const SUGGESTED_DAYS = 365;

/** Deleting the text of old answers: once, or every day. */
export function RetentionSection({
  retention,
  calendar,
}: {
  readonly retention: Retention;
  readonly calendar: Calendar;
}) {
  const days = retention.days ?? retention.last?.days ?? SUGGESTED_DAYS;
  return (
    <section class="card" aria-labelledby="retention-title">
      <header>
        <h2 id="retention-title">Delete old answers</h2>
      </header>
      <div class="pad">
        <p>
          Deletes the text of answers, and what was received with them. Tokens, costs, times, ratings and notes are
          kept, and so are pinned answers. It cannot be undone: make a backup first.
        </p>
      </div>
      <form class="pad fields" method="post" action="/settings/data/retentions">
        <Days id="retention-days" label="Older than, days" days={days} />
        <p>
          <button type="submit" class="button">
            Delete old answers
          </button>
        </p>
      </form>
      <form class="pad fields" method="post" action="/settings/data/retention">
        <p>
          <label>
            <input type="checkbox" name="daily" checked={retention.days !== null} /> Do this every day
          </label>
        </p>
        <Days id="retention-daily-days" label="Every day: older than, days" days={days} />
        <p>
          <button type="submit" class="button">
            Save
          </button>
        </p>
      </form>
      <div class="pad">
        <p class="muted small">{stateOf(retention, calendar)}</p>
      </div>
    </section>
  );
}

function Days({ id, label, days }: { readonly id: string; readonly label: string; readonly days: number }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} name="days" type="number" min="1" max="36500" value={String(days)} required />
    </div>
  );
}

function stateOf({ days, last }: Retention, calendar: Calendar): string {
  const state = days === null ? 'Off.' : 'On: once a day while Tempera runs, and at its start when a day has passed.';
  return `${state} ${last === null ? 'Last done: never.' : doneText(last, calendar)}`;
}

function doneText({ at, days, answers }: RetentionDone, calendar: Calendar): string {
  const found = answers === 0 ? 'there was none to delete' : `the text of ${plural(answers, 'answer')} was deleted`;
  return `Last done ${dateTime(at, calendar)}, older than ${plural(days, 'day')}: ${found}.`;
}
