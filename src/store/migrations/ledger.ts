import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { createFirstTables } from './0001-first.ts';
import { addWorkbench } from './0002-workbench.ts';
import { prepareHistory } from './0003-history.ts';
import { addSpending } from './0004-spending.ts';
import { addCosts } from './0005-costs.ts';
import { indexRemembered } from './0006-remembered.ts';
import { addDraftTrails } from './0007-draft-trails.ts';
import { addServiceFacts } from './0008-services.ts';
import { addRequestHashes } from './0009-request-hashes.ts';
import { tellStartersApart } from './0010-starters.ts';
import { addCases } from './0011-cases.ts';
import { addExperimentCases } from './0012-experiment-cases.ts';
import { addConnections } from './0013-connections.ts';
import { addPassedIndex } from './0014-passed.ts';
import { addReportingZones } from './0015-reporting-zones.ts';
import { addToolCalls } from './0016-tool-calls.ts';
import { addImages } from './0017-images.ts';
import { addCaseNotes } from './0018-case-notes.ts';
import { addImageDates } from './0019-image-dates.ts';

export interface Migration {
  readonly name: string;
  readonly up: (db: Kysely<unknown>) => Promise<void>;
}

/** In order, and only ever added to: a file's `user_version` is how many of these it has been through. */
export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-first', up: createFirstTables },
  { name: '0002-workbench', up: addWorkbench },
  { name: '0003-history', up: prepareHistory },
  { name: '0004-spending', up: addSpending },
  { name: '0005-costs', up: addCosts },
  { name: '0006-remembered', up: indexRemembered },
  { name: '0007-draft-trails', up: addDraftTrails },
  { name: '0008-services', up: addServiceFacts },
  { name: '0009-request-hashes', up: addRequestHashes },
  { name: '0010-starters', up: tellStartersApart },
  { name: '0011-cases', up: addCases },
  { name: '0012-experiment-cases', up: addExperimentCases },
  { name: '0013-connections', up: addConnections },
  { name: '0014-passed', up: addPassedIndex },
  { name: '0015-reporting-zones', up: addReportingZones },
  { name: '0016-tool-calls', up: addToolCalls },
  { name: '0017-images', up: addImages },
  { name: '0018-case-notes', up: addCaseNotes },
  { name: '0019-image-dates', up: addImageDates },
];

/**
 * Brings a file from its `done`th migration to the last one and writes each into the ledger. Runs inside the caller's
 * transaction, so that a file is never between two migrations.
 */
export async function applyMigrations(
  transaction: Kysely<Schema>,
  done: number,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  if (done === 0) await createLedger(transaction);
  for (const [index, { name, up }] of migrations.entries()) {
    if (index < done) continue;
    await up(transaction as Kysely<unknown>);
    const applied_at = Date.now();
    await transaction
      .insertInto('schema_migrations')
      .values({ number: index + 1, name, applied_at })
      .execute();
  }
}

async function createLedger({ schema }: Kysely<Schema>): Promise<void> {
  await schema
    .createTable('schema_migrations')
    .addColumn('number', 'integer', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('applied_at', 'integer', (c) => c.notNull())
    .execute();
}
