import type { OpenDatabase } from './file/open-database.ts';
import type { SettingStore } from './setting-store.ts';

/** Facts kept by name, as JSON; `null` when nothing is kept under it. */
export function settingStore({ writer, reader }: OpenDatabase): SettingStore {
  return {
    async get(name) {
      const row = await reader.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();
      return row === undefined ? null : JSON.parse(row.value);
    },
    async set(name, value) {
      const json = JSON.stringify(value ?? null);
      await writer
        .insertInto('settings')
        .values({ name, value: json })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: json }))
        .execute();
    },
  };
}
