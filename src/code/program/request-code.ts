import type { CodeShape } from '../../domain/run/code-shape.ts';
import { isResponsesRequest, type JsonObject, wholeRequest } from '../json-value.ts';
import type { CodeTarget } from './code-target.ts';
import { pythonConversation, pythonExamples, pythonSweep } from './python-shapes.ts';
import type { RequestOrigin } from './request-lists.ts';
import { typescriptConversation, typescriptExamples, typescriptSweep } from './typescript-shapes.ts';
import { curlCode } from './write-curl.ts';
import { pythonCode } from './write-python.ts';
import { typescriptCode } from './write-typescript.ts';

export const CODE_FORMS = ['curl', 'python', 'typescript', 'json', 'batch'] as const;
/** What a request can be taken along as; `batch` is one line of a file for OpenAI's Batch API. */
export type CodeForm = (typeof CODE_FORMS)[number];

export interface CodeRequest {
  /** The JSON as it was sent. */
  readonly body: JsonObject;
  readonly target: CodeTarget;
  /** Names the line of a batch. */
  readonly id: string;
}

/** A request as source text: the JSON value that was sent, but for `stream` and `stream_options`, which code does not need. */
export function requestCode(form: CodeForm, { body: sent, target, id }: CodeRequest): string {
  const body = wholeRequest(sent);
  switch (form) {
    case 'curl':
      return curlCode(body, target);
    case 'python':
      return pythonCode(body, target);
    case 'typescript':
      return typescriptCode(body, target);
    case 'json':
      return `${JSON.stringify(body, null, 2)}\n`;
    case 'batch':
      return `${JSON.stringify({ custom_id: id, method: 'POST', url: isResponsesRequest(body) ? '/v1/responses' : '/v1/chat/completions', body })}\n`;
  }
}

export const PROGRAM_FORMS = ['python', 'typescript'] as const satisfies readonly CodeForm[];
/** The forms that can be more than one request. */
export type ProgramForm = (typeof PROGRAM_FORMS)[number];

interface ShapedRequest extends CodeRequest {
  readonly shape: Exclude<CodeShape, 'exact'>;
  readonly origin: RequestOrigin;
}

/** A program around a request; `null` where it has no examples to list, or no setting to loop over. */
export function shapedCode(form: ProgramForm, { body: sent, target, shape, origin }: ShapedRequest): string | null {
  const body = wholeRequest(sent);
  const write = WRITERS[form];
  switch (shape) {
    case 'examples':
      return origin.examples === null ? null : write.examples(body, target, origin.examples);
    case 'sweep':
      return origin.swept.length === 0 ? null : write.sweep(body, target, origin.swept);
    case 'conversation':
      return write.conversation(body, target);
  }
}

const WRITERS = {
  python: { examples: pythonExamples, sweep: pythonSweep, conversation: pythonConversation },
  typescript: { examples: typescriptExamples, sweep: typescriptSweep, conversation: typescriptConversation },
} as const;
