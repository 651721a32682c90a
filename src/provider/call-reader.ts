import { MAX_CALLS, type ToolCall } from '../domain/tool.ts';
import { isRecord, type Json } from './json.ts';

/** Longer ids and names are cut: no function is called so, and each is shown and kept. */
const MAX_WORD = 500;

interface CallSoFar {
  id: string;
  name: string;
  arguments: string;
}

/**
 * Puts the calls of an answer together from their pieces. A piece belongs to the call of its `index`; services that send none
 * begin a call with each new id, and go on with the last one without.
 */
export class CallReader {
  readonly #calls = new Map<number, CallSoFar>();

  /** Reads the calls of a delta or of a whole message. True when it held any. */
  read(part: Json): boolean {
    const { tool_calls: pieces } = part as { readonly tool_calls?: unknown };
    if (!Array.isArray(pieces)) return false;
    const known = pieces.filter(isRecord);
    for (const piece of known) this.#take(piece);
    return known.length > 0;
  }

  /** The calls as far as they have come, in order; one that came without an id is given one. */
  calls(): readonly ToolCall[] {
    return [...this.#calls.entries()]
      .sort(([a], [b]) => a - b)
      .map(([, { id, name, arguments: given }], place) => ({
        id: id === '' ? `call_${place}` : id,
        type: 'function',
        function: { name, arguments: given },
      }));
  }

  #take(piece: Json): void {
    const { id, function: called } = piece as { readonly id?: unknown; readonly function?: unknown };
    const place = this.#placeOf(piece);
    const known = this.#calls.get(place);
    if (known === undefined && this.#calls.size >= MAX_CALLS) return;
    const call = known ?? { id: '', name: '', arguments: '' };
    this.#calls.set(place, call);
    if (typeof id === 'string' && id !== '') call.id = id.slice(0, MAX_WORD).toWellFormed();
    if (!isRecord(called)) return;
    const { name, arguments: given } = called as { readonly name?: unknown; readonly arguments?: unknown };
    // Some repeat the name with every piece.
    if (typeof name === 'string' && call.name === '') call.name = name.slice(0, MAX_WORD).toWellFormed();
    if (typeof given === 'string') call.arguments += given;
    else if (isRecord(given)) call.arguments = JSON.stringify(given);
  }

  #placeOf({ index, id }: { readonly index?: unknown; readonly id?: unknown }): number {
    if (typeof index === 'number' && Number.isInteger(index)) return index;
    const last = Math.max(-1, ...this.#calls.keys());
    if (typeof id !== 'string' || id === '') return Math.max(0, last);
    const same = [...this.#calls].find(([, call]) => call.id === id);
    return same?.[0] ?? last + 1;
  }
}
