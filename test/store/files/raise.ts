import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { openDatabase } from '../../../src/store/file/open-database.ts';
import { MIGRATIONS } from '../../../src/store/migrations/ledger.ts';

/** Makes v5 and v6, which no commit ever ended at: v4 with their migrations, and rows by SQL in what those added. */
const file = (version: number) => new URL(`v${version}.db.gz`, import.meta.url);

for (const version of [5, 6]) {
  const folder = mkdtempSync(join(tmpdir(), 'tempera-file-'));
  writeFileSync(join(folder, 'tempera.db'), gunzipSync(readFileSync(file(4))));
  const { writer, close } = await openDatabase(folder, MIGRATIONS.slice(0, version));
  await sql`insert into prices (connection, model, valid_from, input_pico, cached_input_pico, output_pico, set_at)
    values ('openai', 'house-model', '2026-11-22', 1250000, null, 10000000, 1795300000000)`.execute(writer);
  await sql`insert into estimate_errors (connection, model, inputs, input_error_ppm, input_distance_ppm, costs,
    cost_error_ppm, cost_distance_ppm) values ('practice', 'practice', 8, 0, 0, 0, 0, 0)`.execute(writer);
  await sql`update completions set estimate_input_tokens = input_tokens, likely_cost_pico = 0, max_cost_pico = 0,
    note = 'Kept.' where id = 1`.execute(writer);
  await close();
  writeFileSync(file(version), gzipSync(readFileSync(join(folder, 'tempera.db')), { level: 9 }));
  rmSync(folder, { recursive: true });
}
