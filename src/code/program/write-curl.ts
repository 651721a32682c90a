import { isResponsesRequest, type JsonObject } from '../json-value.ts';
import type { CodeTarget } from './code-target.ts';

/** A curl command for a POSIX shell that sends this JSON. */
export function curlCode(body: JsonObject, { baseUrl, keyVariable }: CodeTarget): string {
  return [
    `curl ${quoted(`${baseUrl}/${isResponsesRequest(body) ? 'responses' : 'chat/completions'}`)}`,
    ...(keyVariable === null ? [] : [`-H "Authorization: Bearer $${keyVariable}"`]),
    "-H 'Content-Type: application/json'",
    `-d ${quoted(JSON.stringify(body, null, 2))}`,
  ]
    .join(' \\\n  ')
    .concat('\n');
}

/** In single quotes nothing has a meaning but the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
