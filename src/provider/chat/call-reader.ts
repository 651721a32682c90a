import { parsedJson } from '../../domain/json.ts';
import { MAX_CALLS, type ToolCall } from '../../domain/prompt/tool.ts';
import { isRecord, type Json } from '../json.ts';

/** Longer ids and names are cut: no function is called so, and each is shown and kept. */
const MAX_WORD = 500;

interface CallSoFar {
  id: string;
  name: string;
  arguments: string;
}

/** One call, or a piece of one, as it comes. */
interface Piece {
  readonly index: number | null;
  readonly id: string;
  readonly name: string;
  readonly given: string | Json;
}

/**
 * Puts the calls of an answer together from their pieces. A piece belongs to the call of its `index`; services that send none
 * begin a call with each new id, and go on with the last one without. Some send neither, or one index for all: then a name after
 * a call that is whole begins another.
 */
export class CallReader {
  readonly #calls = new Map<number, CallSoFar>();
  /** The places of calls, by their indexes and their ids as they were sent; of calls beyond the most that are kept too. */
  readonly #byIndex = new Map<number, number>();
  readonly #byId = new Map<string, number>();
  #last = -1;

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

  #take(sent: Json): void {
    const piece = pieceOf(sent);
    const place = this.#placeOf(piece);
    this.#note(piece, place);
    const known = this.#calls.get(place);
    if (known === undefined && this.#calls.size >= MAX_CALLS) return;
    const call = known ?? { id: '', name: '', arguments: '' };
    this.#calls.set(place, call);
    const { id, name, given } = piece;
    if (id !== '') call.id = id.slice(0, MAX_WORD).toWellFormed();
    // Some repeat the name with every piece.
    if (name !== '' && call.name === '') call.name = name.slice(0, MAX_WORD).toWellFormed();
    if (typeof given === 'string') call.arguments += given;
    else call.arguments = JSON.stringify(given);
  }

  #placeOf(piece: Piece): number {
    const { index, id } = piece;
    if (index === null && id !== '') return this.#byId.get(id) ?? this.#last + 1;
    const place = index === null ? Math.max(0, this.#last) : (this.#byIndex.get(index) ?? index);
    const call = this.#calls.get(place);
    return call !== undefined && beginsAnother(piece, call) ? this.#last + 1 : place;
  }

  #note({ index, id }: Piece, place: number): void {
    this.#last = Math.max(this.#last, place);
    if (index !== null) this.#byIndex.set(index, place);
    if (id !== '' && id.length <= MAX_WORD) this.#byId.set(id, place);
  }
}

function pieceOf({ index, id, function: called }: { readonly [name: string]: unknown }): Piece {
  const { name, arguments: given } = (isRecord(called) ? called : {}) as { name?: unknown; arguments?: unknown };
  return {
    index: typeof index === 'number' && Number.isInteger(index) ? index : null,
    id: typeof id === 'string' ? id : '',
    name: typeof name === 'string' ? name : '',
    given: typeof given === 'string' || isRecord(given) ? given : '',
  };
}

/** Whether a piece that could go on with a call is the beginning of the next one. */
function beginsAnother({ id, name, given }: Piece, call: CallSoFar): boolean {
  if (name === '' || call.name === '' || given === '' || (id !== '' && id === call.id)) return false;
  return call.arguments === '' ? name !== call.name : isWhole(call.arguments);
}

function isWhole(text: string): boolean {
  return text.trimEnd().endsWith('}') && parsedJson(text) !== undefined;
}
