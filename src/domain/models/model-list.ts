import type { AskedModel } from '../run/run.ts';
import type { Parsed } from '../run/value-list.ts';

/**
 * Reads models as they are typed: names separated by commas or spaces, each on the chosen connection unless one stands before it, as in
 * `gpt-5, groq: llama-3.3-70b`. Names of models hold colons themselves, so that only a known connection counts without the space.
 */
export function readModelList(
  text: string,
  chosen: string,
  connectionNamed: (name: string) => string | null,
): Parsed<readonly AskedModel[]> {
  const asked: AskedModel[] = [];
  for (const entry of text.split(/[,;\n]/)) {
    const [, name = null, rest = ''] = /^\s*([^:]+?)\s*:\s+(.*)$/.exec(entry) ?? [];
    const connection = name === null ? chosen : connectionNamed(name);
    if (connection === null) return { ok: false, message: `More models: there is no connection “${name}”.` };
    const names = (name === null ? entry : rest).split(/\s+/).filter((word) => word !== '');
    asked.push(
      ...names.map((word) => (name === null ? onKnown(word, chosen, connectionNamed) : { connection, model: word })),
    );
  }
  return { ok: true, value: asked };
}

/** Takes each name that stands before a model, with a colon and a space, for a connection: where a list is read without a server at hand. */
export function connectionsAsWritten(text: string): (name: string) => string | null {
  const names = new Set([...text.matchAll(/([^,;\n:]+):\s/g)].map(([, name = '']) => name.trim()));
  return (name) => (names.has(name) ? name : null);
}

/** As `readModelList` reads it. */
export function formatModelList(models: readonly AskedModel[], chosen: string): string {
  return models.map(({ connection, model }) => (connection === chosen ? model : `${connection}: ${model}`)).join(', ');
}

/** The models each once, in their order. */
export function eachOnce(models: readonly AskedModel[]): readonly AskedModel[] {
  return [...new Map(models.map((asked) => [JSON.stringify([asked.connection, asked.model]), asked])).values()];
}

function onKnown(word: string, chosen: string, connectionNamed: (name: string) => string | null): AskedModel {
  const [, name = '', model = ''] = /^([^:]+):(.+)$/.exec(word) ?? [];
  const connection = name === '' ? null : connectionNamed(name);
  return connection === null ? { connection: chosen, model: word } : { connection, model };
}
