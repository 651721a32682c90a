import { sql } from 'kysely';
import { canonicalPrompt, type Prompt } from '../../domain/prompt/prompt.ts';
import { applyVariant } from '../../domain/prompt/variant.ts';
import { askedVariants } from '../../domain/prompt/variant-prompts.ts';
import type { VersionPasses } from '../../domain/prompt/version.ts';
import type { RunRequest } from '../../domain/run/run.ts';
import { toRunWithPrompt } from '../rows.ts';
import { selectRunsWithPrompt } from '../runs/run-queries.ts';
import type { StoreDatabase } from '../schema.ts';

/** Runs that are looked at, the newest first. */
const MAX_RUNS = 200;

/** What the newest checked run of each version says of the version's own prompt, not of variants of it. */
export async function versionPasses(db: StoreDatabase, experimentId: number): Promise<readonly VersionPasses[]> {
  const rows = await selectRunsWithPrompt(db)
    .where('runs.experiment_id', '=', experimentId)
    .where(
      sql<boolean>`exists (select 1 from completions where completions.run_id = runs.id and completions.passed is not null)`,
    )
    .orderBy('runs.id', 'desc')
    .limit(MAX_RUNS)
    .execute();
  const found = new Map<number, VersionPasses>();
  for (const { id, prompt, request, version } of rows.map(toRunWithPrompt)) {
    const own = ownVariants(prompt, request);
    if (own.length === 0 || found.has(version.number)) continue;
    found.set(version.number, { version: version.number, run: id, cases: await passesOf(db, { id, own, request }) });
  }
  return [...found.values()];
}

/** The variants that leave the prompt as it is; `null` stands for the prompt as written. */
function ownVariants(prompt: Prompt, request: RunRequest): readonly (string | null)[] {
  const { variants = [] } = request;
  const canonical = canonicalPrompt(prompt);
  return askedVariants(request).filter((name) => {
    const changes = name === null ? {} : variants.find((variant) => variant.name === name)?.changes;
    if (changes === undefined || changes.version !== undefined || changes.nearest !== undefined) return false;
    return canonicalPrompt(applyVariant(prompt, changes)) === canonical;
  });
}

interface AskedRun {
  readonly id: number;
  readonly own: readonly (string | null)[];
  readonly request: RunRequest;
}

/** Passes (1) and failures (0) of each case; those of leaked ones are left out. Without cases each answer stands for itself. */
async function passesOf(
  db: StoreDatabase,
  { id, own, request: { leaks = [] } }: AskedRun,
): Promise<readonly (readonly number[])[]> {
  const rows = await db
    .selectFrom('completions')
    .select(['case_index', sql<number>`iif(case_index is null, id, case_index)`.as('place')])
    .select([sql<number>`sum(passed)`.as('passed'), sql<number>`count(passed)`.as('judged')])
    .where('run_id', '=', id)
    .where('passed', 'is not', null)
    .where('status', 'in', ['done', 'incomplete'])
    .where(({ eb, or }) =>
      or(own.map((name) => (name === null ? eb('variant', 'is', null) : eb('variant', '=', name)))),
    )
    .groupBy(['case_index', 'place'])
    .execute();
  const leaked = new Set(leaks.map((leak) => leak.case));
  return rows
    .filter(({ case_index }) => case_index === null || !leaked.has(case_index))
    .map(({ passed, judged }) => Array.from({ length: judged }, (_, index) => (index < passed ? 1 : 0)));
}
