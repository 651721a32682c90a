import { isRecord } from '../json.ts';

/** A model server of one's own machine, by the port it usually has. */
export interface LocalServer {
  readonly id: string;
  readonly label: string;
  readonly port: number;
}

export const LOCAL_SERVERS: readonly LocalServer[] = [
  { id: 'ollama', label: 'Ollama', port: 11434 },
  { id: 'lm-studio', label: 'LM Studio', port: 1234 },
  { id: 'llama-cpp', label: 'llama.cpp', port: 8080 },
  { id: 'vllm', label: 'vLLM', port: 8000 },
];

const MAX_LIST = 4 * 2 ** 20;
/** Time enough for a server that is busy with an answer; a port where nothing listens refuses at once. */
const WITHIN_MS = 2_000;

/**
 * Which of these servers run: those whose `/v1/models` answers within `withinMs` (2,000) as OpenAI's does. Other programs
 * use these ports too; they are left alone after one look.
 */
export async function discoverServers(options: {
  readonly servers: readonly LocalServer[];
  readonly fetch?: typeof fetch;
  readonly withinMs?: number;
}): Promise<readonly LocalServer[]> {
  const { servers, fetch: get = fetch, withinMs = WITHIN_MS } = options;
  const found = await Promise.all(servers.map((server) => answers(localBaseUrl(server), get, withinMs)));
  return servers.filter((_, index) => found[index]);
}

export function localBaseUrl({ port }: LocalServer): string {
  return `http://127.0.0.1:${port}/v1`;
}

async function answers(baseUrl: string, get: typeof fetch, withinMs: number): Promise<boolean> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), withinMs);
  try {
    const response = await get(`${baseUrl}/models`, { redirect: 'error', signal: controller.signal });
    return response.ok && isModelList(await limitedText(response));
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
}

async function limitedText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    if (text.length > MAX_LIST) return '';
  }
  return text;
}

/** `data` is `null` on Ollama as long as it has no models. */
function isModelList(text: string): boolean {
  const list: unknown = JSON.parse(text);
  if (!isRecord(list) || list['object'] !== 'list') return false;
  const data = list['data'];
  return (
    data === null || (Array.isArray(data) && data.every((model) => isRecord(model) && typeof model['id'] === 'string'))
  );
}
