export interface Figures {
  /** Milliseconds. */
  readonly median: number;
  readonly p95: number;
}

export function figures(times: readonly number[]): Figures {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95) };
}

const TIMES = 40;
const PAGE_LIMIT = 100;
const SLOW_PAGE_LIMIT = 150;
const SUMS_LIMIT = 1_000;

/** Filters that the daily sums can answer for: the page comes with its sums. */
const QUICK = {
  'opening /history': '',
  'by model': 'by=model',
  'by connection': 'by=connection',
  'by notebook': 'by=notebook',
  'by experiment': 'by=experiment',
  'by version': 'by=version',
  'by temperature': 'by=temperature',
  'by version, per day': 'by=version&period=day',
  'by model, per week': 'by=model&period=week',
  'one model': 'model=gpt-4.1',
  'one connection': 'connection=openrouter',
  'one notebook': 'notebook=7',
  'one experiment': 'experiment=30&by=version',
  'temperature not sent': 'temperature=null',
  'temperature 1.2': 'temperature=1.2',
  'status failed': 'status=failed',
  'status done': 'status=done',
  'one month': 'from=2025-06-01&to=2025-07-01',
  'model, temperature and notebook': 'model=llama3.2:3b&temperature=0.7&notebook=3',
  'nothing matches': 'model=gpt-4.1&status=held',
} as const;

/** Filters that are counted one by one: the sums come later. */
const SLOW = {
  'cost from $0.001': 'min_cost=0.001',
  'cost, next to nothing matches': 'min_cost=0.0072',
  'cost, nothing matches': 'min_cost=100',
  'time from 10 s': 'min_duration_ms=10000',
  'time and model and temperature': 'min_duration_ms=15000&model=gpt-4.1&temperature=0.3',
  'rated good': 'rating=good',
  pinned: 'pinned=true',
  'a word that is everywhere': 'q=to',
  'a word that is seldom': 'q=tokatosuvi',
  'the beginning of a word': 'q=toka',
  'two words': 'q=mi+renemi',
  Japanese: 'q=東京の天気',
  'one Japanese character': 'q=雨',
  'a word of one prompt': 'q=experiment+question',
  'a word that is nowhere': 'q=zzzzzz',
  'a word, one model': 'q=toto&model=gpt-4.1',
} as const;

/** Asks each page again and again and tells how long it took until its last byte was there. */
export async function measurePages(
  address: string,
  tell: (name: string, times: Figures, limit: number) => void,
): Promise<void> {
  console.log('Pages with their sums');
  for (const [name, query] of Object.entries(QUICK)) {
    tell(name, figures(await times(`${address}/history?${query}`, TIMES)), PAGE_LIMIT);
  }
  tell('the next page', figures(await times(await nextOf(`${address}/history`), TIMES)), PAGE_LIMIT);
  tell(
    'the next page of one model',
    figures(await times(await nextOf(`${address}/history?model=gpt-4.1`), TIMES)),
    PAGE_LIMIT,
  );
  console.log('\nPages whose sums come later');
  for (const [name, query] of Object.entries(SLOW)) {
    tell(name, figures(await times(`${address}/history?${query}`, TIMES)), SLOW_PAGE_LIMIT);
    tell('  its sums', figures(await times(`${address}/history/spend?${query}`, 10)), SUMS_LIMIT);
  }
}

async function nextOf(address: string): Promise<string> {
  const html = await (await fetch(address)).text();
  const path = /href="([^"]*cursor=[^"]*)"/.exec(html)?.[1];
  if (path === undefined) throw new Error(`No next page on ${address}.`);
  return new URL(path.replaceAll('&amp;', '&'), address).href;
}

/** The first time is not counted: it reads what is then kept. */
async function times(address: string, count: number): Promise<readonly number[]> {
  const all: number[] = [];
  for (let i = 0; i <= count; i++) {
    const began = performance.now();
    const answer = await fetch(address);
    await answer.text();
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}.`);
    all.push(performance.now() - began);
  }
  return all.slice(1);
}
