import type { Case } from '../domain/cases/case.ts';
import { type Check, type Checked, handVerdict, withHandVerdict } from '../domain/cases/check.ts';
import { type FunctionTool, parametersOf, type ToolCall } from '../domain/prompt/tool.ts';
import { asksForJson, schemaOfFormat } from '../domain/request/request-fields.ts';
import { isSample } from '../domain/run/columns.ts';
import type { Completion, CompletionOutcome } from '../domain/run/completion.ts';
import type { FieldProblem, Remark } from '../domain/run/remark.ts';
import { columnRequest, type Run, type RunRequest, type RunView, type RunWithPrompt } from '../domain/run/run.ts';
import { AppError, orNotFound } from '../errors.ts';
import type { CaseStore } from '../store/cases/case-store.ts';
import type { KeptChecks, RunStore } from '../store/runs/run-store.ts';
import type { Checker } from './checker.ts';
import type { CheckedAnswer } from './evaluate.ts';

export interface RunChecksDeps {
  readonly checker: Checker;
  readonly cases: Pick<CaseStore, 'at' | 'ofSet'>;
  readonly runs: Pick<RunStore, 'recheck'>;
}

/** Applies the checks of runs: to each answer as it comes, and again to all of them. */
export class RunChecks {
  readonly #deps: RunChecksDeps;

  constructor(deps: RunChecksDeps) {
    this.#deps = deps;
  }

  /** What a run's checks say of an answer that came just now; `null` where it has none. */
  async ofOutcome(
    run: Pick<Run, 'request' | 'caseSet'>,
    completion: Pick<Completion, 'case'>,
    outcome: Pick<CompletionOutcome, 'text' | 'usage'>,
  ): Promise<Checked | null> {
    const { checks = [] } = run.request;
    if (checks.length === 0) return null;
    const { checker, cases } = this.#deps;
    const asked =
      run.caseSet === undefined || completion.case === null ? null : await cases.at(run.caseSet, completion.case);
    const [checked = null] = await checker.check(checks, [answerOf(outcome, asked)]);
    return checked;
  }

  /** What is to be said of an answer that was to be JSON, and of calls whose arguments a schema describes, where they do not fit. */
  async formatRemarks(
    { request: asked }: Pick<Run, 'request'>,
    { column }: Pick<Completion, 'column'>,
    { text, toolCalls }: Pick<CompletionOutcome, 'text' | 'toolCalls'>,
  ): Promise<readonly Remark[]> {
    const request = columnRequest(asked, column);
    const { responseFormat } = request;
    const ofCalls = await this.#callRemarks(request, toolCalls ?? []);
    // An answer that only calls functions is none yet.
    if (!asksForJson(responseFormat) || (text === '' && toolCalls !== undefined)) return ofCalls;
    const problems = await this.#deps.checker.formatProblems(schemaOfFormat(responseFormat), text);
    return problems.length === 0 ? ofCalls : [{ kind: 'format_not_met', problems }, ...ofCalls];
  }

  async #callRemarks({ tools = [] }: RunRequest, calls: readonly ToolCall[]): Promise<readonly Remark[]> {
    const remarks: Remark[] = [];
    for (const [index, call] of calls.slice(0, MAX_CHECKED_CALLS).entries()) {
      const { name } = call.function;
      const tool = tools.find((offered) => offered.function.name === name);
      const problems = tool === undefined ? NO_SUCH_FUNCTION : await this.#argumentProblems(tool, call);
      if (problems.length > 0) remarks.push({ kind: 'arguments_not_met', call: index, function: name, problems });
    }
    return remarks;
  }

  /** A function without a schema takes what comes; a call that gives nothing gives no arguments. */
  async #argumentProblems(tool: FunctionTool, call: ToolCall): Promise<readonly FieldProblem[]> {
    const parameters = parametersOf(tool);
    if (parameters === null) return [];
    const { arguments: given } = call.function;
    return this.#deps.checker.formatProblems(parameters, given.trim() === '' ? '{}' : given);
  }

  /**
   * What other checks say of all answers of an ended run, with what a person said of them; no model is asked, and nothing is kept.
   * @throws ValidationError for checks that cannot be used, AppError 409 while the run goes on
   */
  async examine({ run, completions }: RunView, checks: readonly Check[]): Promise<ReadonlyMap<number, Checked>> {
    if (run.status === 'running') {
      throw new AppError(
        409,
        'run-running',
        'This run still goes on: stop it, or wait for its end, then check it anew.',
      );
    }
    const { checker, cases } = this.#deps;
    await checker.validate(checks);
    const asked = run.caseSet === undefined ? [] : await cases.ofSet(run.caseSet);
    const samples = completions.map(({ completion }) => completion).filter(isSample);
    const kept = samples.filter(({ forgotten }) => forgotten !== true);
    const answers = kept.map((completion) => answerOf(completion, asked[completion.case ?? -1] ?? null));
    const checked = checks.length === 0 ? [] : await checker.check(checks, answers);
    const found = new Map(kept.map(({ id }, place) => [id, checked[place]]));
    return new Map(
      samples.flatMap(({ id, checked: before }) => {
        const own = withHandVerdict(found.get(id), handVerdict(before));
        return own === undefined ? [] : [[id, own] as const];
      }),
    );
  }

  /** The part of each answer that a check looks at, by the ids of the answers; `null` where it is not there. */
  async parts(
    { extract }: Pick<Check, 'extract'>,
    completions: readonly Completion[],
  ): Promise<ReadonlyMap<number, string | null>> {
    const texts = completions.map(({ text }) => text);
    const parts = await this.#deps.checker.parts(extract, texts);
    return new Map(completions.map(({ id }, place) => [id, parts[place] ?? null]));
  }

  /** Keeps checks as those of a run, with what they say. `judgedBy`: the run that asks a judge. */
  async keep(run: number, kept: KeptChecks): Promise<RunWithPrompt> {
    return orNotFound(await this.#deps.runs.recheck(run, kept), 'run');
  }
}

/** So many calls of one answer are looked at; no honest one has more. */
const MAX_CHECKED_CALLS = 50;
const NO_SUCH_FUNCTION: readonly FieldProblem[] = [
  { field: '', message: 'is none of the functions that were offered' },
];

function answerOf({ text, usage }: Pick<CompletionOutcome, 'text' | 'usage'>, asked: Case | null): CheckedAnswer {
  return { text, outputTokens: usage?.outputTokens ?? null, expected: asked?.expected ?? null };
}
