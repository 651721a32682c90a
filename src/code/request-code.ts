import type { CodeTarget } from './code-target.ts';
import { type JsonObject, wholeRequest } from './json-value.ts';
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
      return `${JSON.stringify({ custom_id: id, method: 'POST', url: '/v1/chat/completions', body })}\n`;
  }
}
