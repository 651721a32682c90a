/** Small facts that are kept by name: what a model refused, whether starters were made. */
export interface SettingStore {
  get(name: string): Promise<unknown>;
  set(name: string, value: unknown): Promise<void>;
}
