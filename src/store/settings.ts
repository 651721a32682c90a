import type { OpenDatabase } from './file/open-database.ts';
import type { StoreDatabase } from './schema.ts';
import type { SettingStore } from './setting-store.ts';

/** Facts kept by name, as JSON; `null` when nothing is kept under it. */
export function settingStore({ writer, reader }: OpenDatabase): SettingStore {
  return {
    get: (name) => readSetting(reader, name),
    set: (name, value) => writeSetting(writer, name, value),
  };
}

export async function readSetting(db: StoreDatabase, name: string): Promise<unknown> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();
  return row === undefined ? null : JSON.parse(row.value);
}

export async function writeSetting(db: StoreDatabase, name: string, value: unknown): Promise<void> {
  const json = JSON.stringify(value ?? null);
  await db
    .insertInto('settings')
    .values({ name, value: json })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: json }))
    .execute();
}
