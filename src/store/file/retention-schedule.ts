import * as z from 'zod';
import { isRetentionDue, oldBefore, type Retention } from '../../domain/history/retention.ts';
import type { Store } from '../store.ts';

const CHECK_EVERY_MS = 3_600_000;
const DAYS_SETTING = 'retention_days';
const LAST_SETTING = 'retention_last';
const IMAGES_SETTING = 'unused_images_deleted';
const DAY_MS = 86_400_000;
/** So long an image may wait for a message to name it, in days. */
const IMAGE_GRACE_DAYS = 30;

const keptDays = z.number().int().positive().nullable().catch(null);
const keptTime = z.iso
  .datetime()
  .transform((text) => Date.parse(text))
  .catch(0);
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
 * Deletes, once a day while the server runs, images that nothing names any more, and the text of old answers when somebody has asked for that. Checked every hour
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
      .then(() => this.#deleteImagesIfDue())
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

  async #deleteImagesIfDue(): Promise<void> {
    const { store, now } = this.#options;
    const at = now();
    const last = keptTime.parse(await store.settings.get(IMAGES_SETTING));
    if (this.#stopping.signal.aborted || at.getTime() - last < DAY_MS) return;
    await store.dataFile.deleteUnusedImages(new Date(at.getTime() - IMAGE_GRACE_DAYS * DAY_MS));
    await store.settings.set(IMAGES_SETTING, at.toISOString());
  }
}
