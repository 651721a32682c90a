import { DEFAULT_RULES, type SpendingRules } from '../domain/money/caps.ts';
import { type RulesJson, rulesJson, rulesOf } from '../domain/money/spending-rules.ts';
import type { SettingStore } from '../store/setting-store.ts';

const SETTING = 'spending-rules';

/** What a person has decided on spending: at hand in memory, kept in the data file. */
export class StoredSpendingRules {
  readonly #settings: SettingStore;
  #rules: SpendingRules;
  readonly #listeners = new Set<() => void>();

  private constructor(settings: SettingStore, rules: SpendingRules) {
    this.#settings = settings;
    this.#rules = rules;
  }

  static async open(settings: SettingStore): Promise<StoredSpendingRules> {
    const kept = await settings.get(SETTING);
    return new StoredSpendingRules(settings, kept === null ? DEFAULT_RULES : rulesOf(kept as RulesJson));
  }

  get rules(): SpendingRules {
    return this.#rules;
  }

  /** Holds from the moment it is on disk, also for runs that go on. */
  async save(rules: SpendingRules): Promise<void> {
    await this.#settings.set(SETTING, rulesJson(rules));
    this.#rules = rules;
    for (const listener of this.#listeners) listener();
  }

  /** Tells of every change. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }
}
