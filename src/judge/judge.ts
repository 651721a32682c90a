/**
 * Judges answers by a model. The requests to the judge are a run of their own, so that caps, history and costs hold for them too; when
 * it has ended, its verdicts are read and kept with the answers. A stop of the server between the two loses nothing: what still waits
 * is read when the judged run is looked at.
 */

import type { RunChecks } from '../checks/run-checks.ts';
import type { Check, Checked, CheckResult } from '../domain/cases/check.ts';
import { passedOf } from '../domain/cases/check.ts';
import { columnHeads } from '../domain/run/column-label.ts';
import type { Run, RunView, RunWithPrompt } from '../domain/run/run.ts';
import { AppError, orNotFound, ValidationError } from '../errors.ts';
import type { Confirmed } from '../planning/run-continuation.ts';
import type { RunStarter } from '../planning/run-starter.ts';
import { inTurn } from '../platform/in-turn.ts';
import type { Runner } from '../runner/runner.ts';
import type { Store } from '../store/store.ts';
import { experimentForJudges } from './judge-experiment.ts';
import { type JudgeCheck, judgeCases } from './judge-items.ts';
import { JUDGE_PROMPT } from './judge-prompt.ts';
import { type JudgeModels, judgeRequest } from './judge-request.ts';
import { type Judged, judgedOf } from './judge-verdicts.ts';
import { isOpenUntil, isUnjudged, waitingFor } from './settled.ts';

interface JudgeDeps {
  readonly runChecks: RunChecks;
  readonly starter: Pick<RunStarter, 'start'>;
  readonly runner: Pick<Runner, 'isLive' | 'view'>;
  readonly models: JudgeModels;
  readonly store: Pick<Store, 'cases' | 'cells' | 'runs'>;
  readonly onError: (error: unknown) => void;
}

export class Judge {
  readonly #deps: JudgeDeps;
  /** Verdicts are read only after what they belong to was kept. */
  readonly #queue = inTurn();

  constructor(deps: JudgeDeps) {
    this.#deps = deps;
  }

  /**
   * Judges the answers of an ended run by other checks. Where a judge has to be asked, its run is started once somebody has said yes,
   * and answers wait for its verdicts; what a judge said before of the same answer is not asked again.
   * @throws ValidationError, AppError 409 while the run or its judge goes on and before a judge is asked, 402 when a cap leaves no room
   */
  apply(view: RunView, checks: readonly Check[], confirmed: Confirmed): Promise<RunWithPrompt> {
    return this.#queue(() => this.#apply(view, checks, confirmed));
  }

  /** Reads the verdicts of a judge's run that has ended, and keeps them; does nothing for other runs. Never rejects. */
  collect(run: Pick<Run, 'id' | 'request'>): Promise<void> {
    if (run.request.judges === undefined) return Promise.resolve();
    return this.#queue(() => this.#collect(run.id)).catch(this.#deps.onError);
  }

  /** The run as it is once all verdicts that were given are kept. */
  async upToDate(view: RunView): Promise<RunView> {
    const { judgedBy } = view.run.request;
    if (judgedBy === undefined || this.#deps.runner.isLive(judgedBy)) return view;
    await this.#queue(async () => undefined);
    const waits = view.completions.some(({ completion }) => completion.checked?.results.some(isOpenUntil(judgedBy)));
    if (!waits) return view;
    const judging = await this.#deps.store.runs.get(judgedBy);
    if (judging !== null) await this.collect(judging);
    return (await this.#deps.runner.view(view.run.id)) ?? view;
  }

  async #apply(view: RunView, given: readonly Check[], { confirmed }: Confirmed): Promise<RunWithPrompt> {
    const { runChecks, store } = this.#deps;
    if (given.some(isJudge)) this.#refuseWhileJudged(view.run);
    const checks = await this.#withModels(view.run, given);
    const before = withVerdicts(await runChecks.examine(view, checks), view, checks);
    const cases = view.run.caseSet === undefined ? [] : await store.cases.ofSet(view.run.caseSet);
    const parts = await this.#partsOf(view, checks);
    const { cases: questions, decided } = judgeCases({ view, checks, results: before, cases, parts });
    const results = replaced(before, decided);
    if (questions.length === 0) return runChecks.keep(view.run.id, { checks, results, judgedBy: null });
    const judgedBy = await this.#start(view.run, checks, { questions, confirmed });
    const waiting: CheckResult = { type: 'judge', passed: null, detail: waitingFor(judgedBy) };
    const open = openPlaces(results, checks, decided).map((one) => ({ ...one, result: waiting }));
    return runChecks.keep(view.run.id, { checks, results: replaced(results, open), judgedBy });
  }

  async #partsOf({ completions }: RunView, checks: readonly Check[]) {
    const answers = completions.map(({ completion }) => completion);
    const parts = new Map<number, ReadonlyMap<number, string | null>>();
    for (const [place, check] of checks.entries()) {
      if (isJudge(check)) parts.set(place, await this.#deps.runChecks.parts(check, answers));
    }
    return parts;
  }

  /** What a judge is being asked now would be asked, and paid, twice. */
  #refuseWhileJudged({ request: { judgedBy } }: Run): void {
    if (judgedBy === undefined || !this.#deps.runner.isLive(judgedBy)) return;
    const message = `Run ${judgedBy} still asks the judge of these answers: wait for its end, or stop it.`;
    throw new AppError(409, 'judge-running', message);
  }

  async #start(
    run: Run,
    checks: readonly Check[],
    {
      questions,
      confirmed,
    }: { readonly questions: Parameters<RunStarter['start']>[0]['cases']; readonly confirmed: boolean },
  ): Promise<number> {
    const { starter, store, models } = this.#deps;
    const request = judgeRequest(models, { judged: run.id, check: orNotFound(checks.find(isJudge), 'judge') });
    const started = await starter.start({
      experimentId: await experimentForJudges(store, request),
      prompt: JUDGE_PROMPT,
      request,
      ...(questions === undefined ? {} : { cases: questions }),
      idempotencyKey: null,
      confirmed,
      asks: 'judge',
    });
    return started.run.id;
  }

  /** One fixed model judges: the one that is named, else the one that was asked. */
  async #withModels({ request }: Run, checks: readonly Check[]): Promise<readonly Check[]> {
    const judges = checks.filter(isJudge);
    const [first] = judges;
    if (first === undefined) return checks;
    const columns = columnHeads(request).length;
    checks.forEach((check, place) => {
      if (check.type !== 'judge') return;
      const path = `checks.${place}`;
      if (check.model !== first.model || check.connection !== first.connection)
        throw new ValidationError([{ path: `${path}.model`, message: 'All judges of a run are the same model.' }]);
      if (check.baseline !== null && check.baseline >= columns)
        throw new ValidationError([{ path: `${path}.baseline`, message: `The run has no column ${check.baseline}.` }]);
    });
    const [asked = ''] = request.sweep.model;
    const found =
      first.model === null
        ? { model: asked, connection: first.connection ?? request.connection }
        : await this.#deps.models.find(first.model, first.connection);
    if (found === null) {
      const path = `checks.${checks.indexOf(first)}.model`;
      throw new ValidationError([{ path, message: `No connection has the model “${first.model}”.` }]);
    }
    return checks.map((check) => (check.type === 'judge' ? { ...check, ...found } : check));
  }

  async #collect(id: number): Promise<void> {
    const { runner, store } = this.#deps;
    const judging = await runner.view(id);
    const subject = await runner.view(judging?.run.request.judges ?? 0);
    if (judging?.run.caseSet === undefined || subject === null) return;
    const judged = judgedOf(judging, await store.cases.ofSet(judging.run.caseSet));
    const results = stillMeant(judged, subject, id);
    await store.runs.keepResults(subject.run.id, results);
  }
}

function isJudge(check: Check): check is JudgeCheck {
  return check.type === 'judge';
}

/** Verdicts of an earlier judge on the same answers, where the check is the same. */
function withVerdicts(
  results: ReadonlyMap<number, Checked>,
  { run, completions }: RunView,
  checks: readonly Check[],
): ReadonlyMap<number, Checked> {
  const earlier = (run.request.checks ?? []).map((check) => JSON.stringify(check));
  const places = checks.flatMap((check, place) => {
    const before = isJudge(check) ? earlier.indexOf(JSON.stringify(check)) : -1;
    return before === -1 ? [] : [{ place, before }];
  });
  const known = completions.flatMap(({ completion }) =>
    places.flatMap(({ place, before }) => {
      const result = completion.checked?.results[before];
      return result?.type === 'judge' && !isUnjudged(result) ? [{ completion: completion.id, place, result }] : [];
    }),
  );
  return replaced(results, known);
}

type Replacement = Pick<Judged, 'completion' | 'place' | 'result'>;

function replaced(results: ReadonlyMap<number, Checked>, by: readonly Replacement[]): ReadonlyMap<number, Checked> {
  const changed = new Map(results);
  for (const { completion, place, result } of by) {
    const own = changed.get(completion);
    if (own?.results[place]?.type !== 'judge') continue;
    const all = own.results.with(place, result);
    changed.set(completion, { passed: passedOf(all), results: all });
  }
  return changed;
}

function openPlaces(
  results: ReadonlyMap<number, Checked>,
  checks: readonly Check[],
  decided: readonly Replacement[],
): readonly Omit<Replacement, 'result'>[] {
  const known = new Set(decided.map(({ completion, place }) => `${completion} ${place}`));
  return [...results].flatMap(([completion, own]) =>
    checks.flatMap((_, place) =>
      isUnjudged(own.results[place]) && !known.has(`${completion} ${place}`) ? [{ completion, place }] : [],
    ),
  );
}

function isSame(a: CheckResult | undefined, b: CheckResult): boolean {
  return a?.passed === b.passed && a.detail === b.detail;
}

/** New verdicts on answers that still wait for this judge: those that were asked again, or are checked otherwise now, do not. */
function stillMeant(
  judged: readonly Judged[],
  { run, completions }: RunView,
  judge: number,
): ReadonlyMap<number, Checked> {
  const now = new Map(
    completions.flatMap(({ completion: { id, checked } }) => (checked === undefined ? [] : [[id, checked] as const])),
  );
  const meant = judged.filter(({ completion, place, rubric, result: said }) => {
    const check = run.request.checks?.[place];
    const result = now.get(completion)?.results[place];
    return check?.type === 'judge' && check.rubric === rubric && !isSame(result, said) && isOpenUntil(judge)(result);
  });
  const changed = replaced(now, meant);
  const ids = new Set(meant.map(({ completion }) => completion));
  return new Map([...changed].filter(([id]) => ids.has(id)));
}
