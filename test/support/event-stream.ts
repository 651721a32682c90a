/** One server-sent event. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/** Reads server-sent events from an answer, one after the other. */
export class EventReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = '';
  /** All that came, as it came. */
  raw = '';

  constructor(response: Response) {
    if (response.body === null) throw new Error('the answer has no body');
    this.#reader = response.body.getReader();
  }

  /** The next event; `null` at the end. Comments are passed over. */
  async next(): Promise<StreamEvent | null> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        if (!block.startsWith(':')) return eventOf(block);
        continue;
      }
      const { done, value } = await this.#reader.read();
      if (done) return null;
      const text = this.#decoder.decode(value, { stream: true });
      this.raw += text;
      this.#text += text;
    }
  }

  /** Every event up to the end. */
  async rest(): Promise<readonly StreamEvent[]> {
    const events: StreamEvent[] = [];
    for (let event = await this.next(); event !== null; event = await this.next()) events.push(event);
    return events;
  }

  /** Events up to one whose data holds this. */
  async until(text: string): Promise<readonly StreamEvent[]> {
    const events: StreamEvent[] = [];
    for (let event = await this.next(); event !== null; event = await this.next()) {
      events.push(event);
      if (event.data.includes(text)) return events;
    }
    throw new Error(`the stream ended without ${text}`);
  }

  async leave(): Promise<void> {
    await this.#reader.cancel();
  }
}

function eventOf(block: string): StreamEvent {
  const fields = block.split('\n').map((line) => /^(\w+): ?(.*)$/s.exec(line) ?? [line, 'broken', line]);
  const all = (name: string) => fields.filter((field) => field[1] === name).map((field) => field[2] ?? '');
  if (all('broken').length > 0) throw new Error(`not a field of an event: ${all('broken')[0]}`);
  return { event: all('event')[0] ?? 'message', data: all('data').join('\n') };
}

/** What a page shows of each answer, after the fragments of these events were put into it. */
export function shownTexts(events: readonly StreamEvent[]): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  for (const { data } of events) {
    for (const [, target = '', swap = '', content = ''] of data.matchAll(
      /<hx-partial hx-target="#([\w-]+)" hx-swap="(\w+)">([\s\S]*?)<\/hx-partial>/g,
    )) {
      const id = Number(/^completion-(\d+)-text$/.exec(target)?.[1]);
      if (swap === 'beforeend' && id > 0) texts.set(id, (texts.get(id) ?? '') + decoded(content));
      for (const [, shown, text = ''] of content.matchAll(
        /<div[^>]*id="completion-(\d+)-text"[^>]*>([\s\S]*?)<\/div>/g,
      )) {
        texts.set(Number(shown), decoded(text));
      }
    }
  }
  return texts;
}

function decoded(markup: string): string {
  return markup
    .replaceAll('&#13;', '\r')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
