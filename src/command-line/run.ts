import type { Arguments } from './arguments.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { chosenByTitle } from './experiments.ts';
import { dollars, oneLine } from './figures.ts';
import { followRun } from './follow-run.ts';
import { Progress } from './progress.ts';
import { readInput } from './read-input.ts';
import { type AskedRun, readRunFile } from './run-files.ts';
import type { RunJson } from './run-json.ts';
import { type RunOptions, readRunOptions, withOptions } from './run-options.ts';
import { type RunOutput, runOutput } from './run-output.ts';
import { askJson, type Service, ServiceProblem } from './service.ts';
import { say, type Terminal } from './terminal.ts';
import { verdictOf } from './verdict.ts';

/** What a command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Opens the Tempera that the options name; not before it is needed. */
  readonly open: () => Promise<Service>;
}

interface EndedRun {
  readonly title: string;
  readonly run: RunJson;
}

/** `tempera run`: asks what a file asks for, one run after the other, and answers the exit code. */
export async function runCommand(given: Arguments, { terminal, open }: CommandContext): Promise<number> {
  const [file, ...more] = given.operands;
  if (file === undefined || more.length > 0) throw new CommandError('Say which file: tempera run FILE.');
  const options = readRunOptions(given);
  const { name, text } = await readInput(file, terminal.stdin);
  const { runs, problems } = readRunFile(text, name);
  const asked = chosenByTitle(runs, options.experiment);
  if (options.minPass !== null) refuseUnchecked(asked);
  for (const problem of problems) say(terminal, oneLine(problem));
  const service = await open();
  try {
    return await carryOut(asked, { service, options, terminal });
  } finally {
    await service.close();
  }
}

/** A share of checks that are not there would pass for anything. */
function refuseUnchecked(asked: readonly AskedRun[]): void {
  const bare = asked.find(({ body }) => !Array.isArray(body['checks']) || body['checks'].length === 0);
  if (bare !== undefined) throw new CommandError(`--min-pass: “${bare.title}” has no checks to pass.`);
}

interface Running {
  readonly service: Service;
  readonly options: RunOptions;
  readonly terminal: Terminal;
}

async function carryOut(asked: readonly AskedRun[], running: Running): Promise<number> {
  const { options, terminal } = running;
  const output = runOutput(options.output, terminal);
  const progress = new Progress(terminal, options);
  const runs: EndedRun[] = [];
  try {
    for (const one of asked) {
      if (terminal.stopped.aborted) break;
      runs.push({ title: one.title, run: await askFor(one, running, { output, progress }) });
    }
  } catch (error) {
    // What was answered before is not lost.
    progress.leave();
    if (runs.length > 0) await output.end(runs);
    throw error;
  }
  await output.end(runs);
  if (terminal.stopped.aborted) return Number(terminal.stopped.reason);
  const { exitCode, reasons } = verdictOf(runs, options.minPass);
  for (const reason of reasons) say(terminal, oneLine(reason));
  return exitCode;
}

interface Shown {
  readonly output: RunOutput;
  readonly progress: Progress;
}

async function askFor(
  { title, body }: AskedRun,
  { service, options, terminal }: Running,
  { output, progress }: Shown,
): Promise<RunJson> {
  const started = await startRun(service, title, withOptions(body, options));
  for (const warning of started.warnings ?? []) say(terminal, warning);
  return followRun(service, started.id, {
    stopped: terminal.stopped,
    onChange: (run) => {
      progress.show(`Run ${run.id} “${oneLine(title)}”`, run);
      output.show(run);
    },
  });
}

async function startRun(service: Service, title: string, body: unknown): Promise<RunJson> {
  try {
    return await askJson<RunJson>(service, '/runs', { body });
  } catch (error) {
    throw error instanceof ServiceProblem ? explained(error, title) : error;
  }
}

/** The problem as a person at a command line can act on it. */
function explained(problem: ServiceProblem, title: string): CommandError {
  if (problem.type === 'confirmation-required') {
    const { requests, max_cost_usd: most = null } = problem.members['estimate'] as Estimate;
    const cost = most === null ? 'at a cost that is not known' : `for at most ${dollars(most)}`;
    const message = `“${title}” was not started: it would send ${requests} requests ${cost}. Add --yes if that is meant.`;
    return new CommandError(message, EXIT.notSent);
  }
  return new CommandError(`“${title}” was not started. ${problem.message}`, problem.exitCode);
}

interface Estimate {
  readonly requests: number;
  readonly max_cost_usd: number | null;
}
