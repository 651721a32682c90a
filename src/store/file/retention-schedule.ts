import { z } from 'zod';
import { isRetentionDue, oldBefore, type Retention } from '../../domain/retention.ts';
import type { Store } from '../store.ts';

const CHECK_EVERY_MS = 3_600_000;
const DAYS_SETTING = 'retention_days';
const LAST_SETTING = 'retention_last';

const keptDays = z.number().int().positive().nullable().catch(null);
const keptLast = z
  .object({ at: z.iso.datetime().transform((text) => new Date(text)), days: z.number(), answers: z.number() })
  .nullable()
  .catch(null);

interface Options {
  readonly store: Pick<Store, 'settings' | 'dataFile'>;
  readonly now: () => Date;
  /** Told when it could not be done; it is tried again at the next check. */
  readonly onError: (error: unknown) => void;
}

/**
 * Deletes the text of old answers once a day while the server runs, when somebody has asked for that. Checked every hour
 * instead of once a day, because a computer that sleeps stops its timers.
 */
export class RetentionSchedule {
  readonly #options: Options;
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #underWay: Promise<void> | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  async retention(): Promise<Retention> {
    const { settings } = this.#options.store;
    const days = keptDays.parse(await settings.get(DAYS_SETTING));
    return { days, last: keptLast.parse(await settings.get(LAST_SETTING)) };
  }

  /** Answers older than so many days lose their text from now on, those that are so already at once; `null`: none do. */
  async change(days: number | null): Promise<void> {
    await this.#options.store.settings.set(DAYS_SETTING, days);
    void this.check();
  }

  /** Begins with the first check. */
  start(): void {
    void this.check();
    this.#timer = setInterval(() => void this.check(), CHECK_EVERY_MS);
    this.#timer.unref();
  }

  /** Does it when it is due; resolves when that is over, never rejects. One at a time: a check that meets another waits for it. */
  check(): Promise<void> {
    this.#underWay ??= this.#doIfDue()
      .catch((error: unknown) => this.#options.onError(error))
      .finally(() => {
        this.#underWay = null;
      });
    return this.#underWay;
  }

  /** Stops between two batches; what is left is done at the next start. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#underWay;
  }

  async #doIfDue(): Promise<void> {
    const { store, now } = this.#options;
    const { signal } = this.#stopping;
    // Again when the number of days was changed meanwhile.
    for (let at = now(); !signal.aborted; at = now()) {
      const retention = await this.retention();
      const { days } = retention;
      if (days === null || !isRetentionDue(retention, at)) return;
      const answers = await store.dataFile.forgetAnswers(oldBefore(days, at), { now: at, signal });
      if (!signal.aborted) await store.settings.set(LAST_SETTING, { at: at.toISOString(), days, answers });
    }
  }
}
