import type { AppDeps } from '../../app-deps.ts';
import { type CodeTarget, OPENAI_TARGET } from '../../code/code-target.ts';
import type { JsonObject } from '../../code/json-value.ts';
import { type CodeForm, requestCode } from '../../code/request-code.ts';
import type { Completion } from '../../domain/completion.ts';
import { rawExchange } from './raw-exchange.ts';

/** The request of a completion as code, exactly as it was sent; `null` for one that was not sent. */
export async function completionCode(deps: AppDeps, completion: Completion, form: CodeForm): Promise<string | null> {
  const { request } = await rawExchange(deps, completion, { withImages: true });
  if (request === null) return null;
  return requestCode(form, {
    body: request as JsonObject,
    target: targetOf(deps, completion.connection),
    id: `completion-${completion.id}`,
  });
}

/** What is inside this process, or is no connection any more, has no address of its own: code asks OpenAI instead. */
function targetOf({ provider }: Pick<AppDeps, 'provider'>, id: string): CodeTarget {
  const connection = provider.connection(id);
  if (connection === null || connection.baseUrl === null) return OPENAI_TARGET;
  return { baseUrl: connection.baseUrl, keyVariable: connection.kind === 'discovered' ? null : 'OPENAI_API_KEY' };
}
