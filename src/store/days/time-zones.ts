import type { TimeZoneState } from '../../domain/history/reporting-days.ts';
import { StoreError } from '../../errors.ts';
import { type ThreadClient, threadClient } from '../../platform/thread-client.ts';
import type { OpenDatabase } from '../file/open-database.ts';
import type { SettingStore } from '../setting-store.ts';
import type { RecountJob, RecountReply } from './recount-worker.ts';
import { readZones } from './reporting-zones.ts';
import type { TimeZoneOptions, TimeZoneStore } from './time-zone-store.ts';

const SETTING = 'time-zone';
/** Writers wait while sums are exchanged: a second for a million completions. */
const MAX_EXCHANGE_MS = 120_000;

type Recounter = ThreadClient<RecountJob, RecountReply>;

/** The time zone of a data file's days. What is wanted is kept at once, and in force once all days are counted for it. */
export class TimeZones implements TimeZoneStore {
  readonly #database: OpenDatabase;
  readonly #settings: SettingStore;
  #wanted: string | null;
  #options: TimeZoneOptions | null = null;
  #work: Promise<void> | null = null;
  #thread: Recounter | null = null;
  #problem: string | null = null;
  #closed = false;

  private constructor(database: OpenDatabase, settings: SettingStore, wanted: string | null) {
    this.#database = database;
    this.#settings = settings;
    this.#wanted = wanted;
  }

  static async open(database: OpenDatabase, settings: SettingStore): Promise<TimeZones> {
    const wanted = await settings.get(SETTING);
    return new TimeZones(database, settings, typeof wanted === 'string' ? wanted : null);
  }

  get days() {
    return this.#database.days;
  }

  get state(): TimeZoneState {
    const { zone } = this.days.calendar;
    return { zone, next: this.#next, isChosen: this.#wanted !== null, problem: this.#problem };
  }

  start(options: TimeZoneOptions): void {
    this.#options = options;
    this.#goOn();
  }

  async choose(zone: string): Promise<void> {
    await this.#settings.set(SETTING, zone);
    this.#wanted = zone;
    this.#problem = null;
    this.#goOn();
  }

  async settled(): Promise<void> {
    while (this.#work !== null) await this.#work;
  }

  /** What is not done by then is begun again at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#thread?.close();
    await this.#work;
  }

  get #next(): string | null {
    return this.#wanted === this.days.calendar.zone ? null : this.#wanted;
  }

  #goOn(): void {
    if (this.#options === null || this.#next === null) return;
    const options = this.#options;
    this.#work ??= this.#recount(options)
      .catch((error: unknown) => {
        if (this.#closed) return;
        const known = error instanceof Error ? error : new Error(String(error));
        this.#problem = known.message;
        options.onError?.(known);
      })
      .finally(() => {
        this.#work = null;
        // Another zone may have been chosen while the thread was ending.
        if (this.#problem === null && !this.#closed) this.#goOn();
      });
  }

  /** Until the zone in force is the one that is wanted, which may change meanwhile. */
  async #recount({ now }: TimeZoneOptions): Promise<void> {
    const thread: Recounter = threadClient('store/days/recount-worker', { workerData: { path: this.#database.path } });
    this.#thread = thread;
    try {
      for (let zone = this.#next; zone !== null && !this.#closed; zone = this.#next) {
        check(await thread.ask({ type: 'count', zone }));
        if (zone === this.#next) await this.#exchange(thread, zone, now);
      }
    } finally {
      this.#thread = null;
      await thread.close();
    }
  }

  /** The writer waits meanwhile, so that nothing is saved under a day of the old zone once the sums are of the new one. */
  async #exchange(thread: Recounter, zone: string, now: () => Date): Promise<void> {
    const { writer, days } = this.#database;
    await writer.connection().execute(async (connection) => {
      const job = { type: 'exchange', zone: days.following(zone, now().getTime()) } as const;
      const reply = await thread.ask(job, MAX_EXCHANGE_MS);
      // Whatever became of the reply, the file says which zone its sums are of.
      days.use(await readZones(connection));
      check(reply);
    });
  }
}

function check(reply: RecountReply | null): void {
  if (reply === null) throw new StoreError('io', 'Counting days anew stopped half-way.');
  if (!reply.done) throw new StoreError('io', reply.error);
}
