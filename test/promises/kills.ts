import BetterSqlite3 from 'better-sqlite3';
import { type CompletionJson, type RunJson, runJson, start } from '../support/asking-the-app.ts';
import { newFolder, type RunningServer, startServer } from '../support/running-server.ts';
import { startScriptedEndpoint } from '../support/scripted-endpoint.ts';
import { answerOf } from '../support/scripts.ts';

const RUNS_PER_ROUND = 3;
const SAMPLES = 8;

/** What several rounds of starting runs, killing the server in their middle and starting it again have shown. */
export interface KillReport {
  /** Completions that the API had called `done`, and how many of them were not there, word for word, afterwards. */
  readonly toldDone: number;
  readonly lost: readonly number[];
  /** How often each state of a completion, and of a run, was met after a restart. */
  readonly completions: Readonly<Record<string, number>>;
  readonly runs: Readonly<Record<string, number>>;
  /** Distinct results of `pragma integrity_check`. */
  readonly integrity: readonly string[];
}

/** Kills a server with SIGKILL so many times, each time while answers stream in, at a moment that varies. */
export async function killRepeatedly(kills: number): Promise<KillReport> {
  const { folder, remove } = newFolder();
  let asked = 0;
  const endpoint = await startScriptedEndpoint({
    answering: () => {
      asked += 1;
      const number = asked;
      const tokens = Array.from({ length: 5 + (number % 20) }, (_, index) => `${number}.${index} `);
      return answerOf(tokens, { tokenMs: 4 });
    },
  });
  const env = {
    OPENAI_API_KEY: 'sk-test-0000',
    OPENAI_BASE_URL: endpoint.baseUrl,
    TEMPERA_LIST_PRICES: 'on',
    TEMPERA_CONCURRENCY: '6',
  };
  const told = new Map<number, CompletionJson>();
  const runs: number[] = [];
  const integrity = new Set<string>();
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const server = await startServer({ folder, env });
      runs.push(...(await killInTheMiddle(server, told, 20 + ((kill * 37) % 150))));
    }
    const server = await startServer({ folder, env });
    integrity.add(integrityOf(folder));
    const after = await Promise.all(runs.map((id) => runJson(server, id)));
    await server.stop();
    return { ...compared(told, after), integrity: [...integrity] };
  } finally {
    await endpoint.close();
    remove();
  }
}

/** Starts runs, notes what the API calls done for so long after the first, and kills. Answers the runs. */
async function killInTheMiddle(
  server: RunningServer,
  told: Map<number, CompletionJson>,
  ms: number,
): Promise<readonly number[]> {
  const runs = await Promise.all(Array.from({ length: RUNS_PER_ROUND }, () => start(server, { samples: SAMPLES })));
  let firstAt: number | null = null;
  while (firstAt === null || performance.now() - firstAt < ms) {
    for (const id of runs) {
      for (const completion of (await runJson(server, id)).completions) {
        if (completion.status !== 'done') continue;
        told.set(completion.id, completion);
        firstAt ??= performance.now();
      }
    }
  }
  await server.stop();
  return runs;
}

function compared(told: ReadonlyMap<number, CompletionJson>, after: readonly RunJson[]) {
  const completions = after.flatMap((run) => run.completions);
  const found = new Map(completions.map((completion) => [completion.id, completion]));
  const lost = [...told].filter(([id, before]) => {
    const now = found.get(id);
    return now?.status !== 'done' || now.text !== before.text || now.finish_reason !== before.finish_reason;
  });
  return {
    toldDone: told.size,
    lost: lost.map(([id]) => id),
    completions: tally(completions.map(({ status }) => status)),
    runs: tally(after.map(({ status }) => status)),
  };
}

function tally(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function integrityOf(folder: string): string {
  const database = new BetterSqlite3(`${folder}/tempera.db`, { readonly: true });
  try {
    return String(database.pragma('integrity_check', { simple: true }));
  } finally {
    database.close();
  }
}
