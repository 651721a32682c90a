import type { AppDeps } from '../../app-deps.ts';
import { isResponsesRequest, type JsonObject } from '../../code/json-value.ts';
import { type CodeTarget, OPENAI_TARGET } from '../../code/program/code-target.ts';
import { type CodeForm, PROGRAM_FORMS, requestCode, shapedCode } from '../../code/program/request-code.ts';
import { hasShape, type RequestOrigin } from '../../code/program/request-lists.ts';
import { originOf } from '../../code/program/request-origin.ts';
import { promptForCase } from '../../domain/cases/case.ts';
import type { Prompt } from '../../domain/prompt/prompt.ts';
import { CODE_SHAPES, type CodeShape } from '../../domain/run/code-shape.ts';
import type { Completion } from '../../domain/run/completion.ts';
import type { RunWithPrompt } from '../../domain/run/run.ts';
import { AppError, ValidationError } from '../../errors.ts';
import { askedPrompt } from './asked-prompt.ts';
import { rawExchange } from './raw-exchange.ts';

/**
 * The request of a completion as code.
 * @throws AppError for one that was not sent, or that has no examples or swept settings to write in this shape
 */
export async function completionCode(
  deps: AppDeps,
  completion: Completion,
  { form, shape }: { readonly form: CodeForm; readonly shape: CodeShape },
): Promise<string> {
  const { request } = await rawExchange(deps, completion, { withImages: true });
  if (request === null) throw new AppError(409, 'not-sent', 'This request was not sent, so there is no code for it.');
  const body = request as JsonObject;
  const asked = { body, target: codeTarget(deps, completion.connection), id: `completion-${completion.id}` };
  if (shape === 'exact') return requestCode(form, asked);
  if (isResponsesRequest(body)) {
    throw new AppError(409, `no-${shape}`, 'A request of the Responses API is written exactly as it was sent.');
  }
  const program = PROGRAM_FORMS.find((name) => name === form);
  if (program === undefined) {
    const message = `shape=${shape} is written as ${PROGRAM_FORMS.join(' or ')}: ${form} holds one request.`;
    throw new ValidationError([{ path: 'shape', message }]);
  }
  const code = shapedCode(program, { ...asked, shape, origin: await requestOrigin(deps, completion, body) });
  if (code === null) throw new AppError(409, `no-${shape}`, LACKING[shape]);
  return code;
}

const LACKING: Readonly<Record<Exclude<CodeShape, 'exact'>, string>> = {
  examples: 'This request holds no examples that a list could stand for.',
  sweep: 'This request sends no temperature, and its run has no other setting with several values.',
  conversation: 'This request cannot be gone on with.',
};

/** The shapes in which a request that was sent can be had as code. */
export async function codeShapes(
  deps: AppDeps,
  completion: Completion,
  request: Readonly<Record<string, unknown>>,
): Promise<readonly CodeShape[]> {
  if (isResponsesRequest(request as JsonObject)) return ['exact'];
  const origin = await requestOrigin(deps, completion, request as JsonObject);
  return CODE_SHAPES.filter((shape) => hasShape(shape, origin));
}

async function requestOrigin(deps: AppDeps, completion: Completion, body: JsonObject): Promise<RequestOrigin> {
  const { run, prompt } = await askedPrompt(deps, completion);
  const asked = await inItsCase(deps, { run, prompt, place: completion.case });
  return originOf(body, { prompt: asked, run: run.request, settings: completion.settings });
}

interface CaseOfRun {
  readonly run: RunWithPrompt;
  readonly prompt: Prompt;
  readonly place: number | null;
}

async function inItsCase({ store }: AppDeps, { run, prompt, place }: CaseOfRun): Promise<Prompt> {
  const asked = place === null || run.caseSet === undefined ? null : await store.cases.at(run.caseSet, place);
  return asked === null ? prompt : promptForCase(prompt, asked);
}

/** What is inside this process, or is no connection any more, has no address of its own: code asks OpenAI instead. */
export function codeTarget({ provider }: Pick<AppDeps, 'provider'>, id: string): CodeTarget {
  const connection = provider.connection(id);
  if (connection === null || connection.baseUrl === null) return OPENAI_TARGET;
  return { baseUrl: connection.baseUrl, keyVariable: connection.kind === 'discovered' ? null : 'OPENAI_API_KEY' };
}
