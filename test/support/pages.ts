import { expect } from 'vitest';
import { promptMessages } from '../../src/domain/prompt/prompt.ts';
import type { Fields, TestApp } from './test-app.ts';

/** What the API answers for a run, as far as tests look at it. */
export interface RunJson {
  readonly id: number;
  readonly status: string;
  readonly planned: number;
  readonly estimate: Readonly<Record<string, unknown>>;
  readonly request: Readonly<Record<string, unknown>>;
  readonly completions: readonly CompletionJson[];
  readonly summary: readonly Readonly<Record<string, unknown>>[];
  readonly totals: Readonly<Record<string, unknown>>;
}

export interface CompletionJson {
  readonly id: number;
  readonly status: string;
  readonly text: string;
  readonly temperature: number | null;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly usage: Readonly<Record<string, unknown>> | null;
  readonly cost: Readonly<Record<string, unknown>> | null;
  readonly finish_reason: string | null;
  readonly estimate: Readonly<Record<string, unknown>> | null;
  readonly sample: number;
  readonly attempts: number;
  readonly error: Readonly<Record<string, unknown>> | null;
}

/** A notebook with one experiment, made as pages make them. */
export async function newExperiment(app: TestApp, fields: Fields = {}) {
  const made = await app.send('POST', '/notebooks');
  const notebook = Number(made.headers.get('HX-Redirect')?.split('/').at(-1));
  const [cell] = await app.store.cells.list(notebook);
  if (cell?.kind !== 'experiment') throw new Error('no experiment was made');
  if (Object.keys(fields).length > 0) await app.send('PUT', `/experiments/${cell.id}/draft`, fields);
  return { notebook, experiment: cell.id };
}

/** The form of an experiment's editor as it stands. */
export async function formOf(app: TestApp, experiment: number): Promise<Record<string, string | readonly string[]>> {
  const cell = await app.store.cells.experiment(experiment);
  if (cell === null) throw new Error(`no experiment ${experiment}`);
  const { prompt, settings } = cell.draft;
  const { view: _, ...fields } = settings;
  return {
    ...fields,
    system: prompt.system ?? '',
    role: prompt.messages.map(({ role }) => role),
    content: prompt.messages.map(({ content }) => content),
  };
}

/** The messages an experiment would send now. */
export async function messagesOf(app: TestApp, experiment: number) {
  const cell = await app.store.cells.experiment(experiment);
  return cell === null ? [] : promptMessages(cell.draft.prompt);
}

/** The run with its completions, once it has ended. */
export async function endedRun(app: TestApp, run: number): Promise<RunJson> {
  return (await (await app.request(`/api/v1/runs/${run}?wait=30`)).json()) as RunJson;
}

/** Waits until the answers of a run that goes on read like this. */
export async function saying(app: TestApp, run: number, texts: readonly string[]): Promise<void> {
  const now = () => app.deps.runner.snapshot(run)?.completions.map(({ completion }) => completion.text);
  await expect.poll(now).toEqual(texts);
}

/** Presses Run and waits for the end. */
export async function runNow(app: TestApp, experiment: number, fields: Fields = {}): Promise<RunJson> {
  const answer = await app.send('POST', `/experiments/${experiment}/runs`, fields);
  const run = /id="run-(\d+)"/.exec(await answer.text())?.[1];
  if (run === undefined) throw new Error(`Run answered ${answer.status} without a run`);
  return endedRun(app, Number(run));
}

/** The part of an answer that goes to one place of the page: the content of its `hx-partial`. */
export function partialFor(markup: string, target: string): string {
  const start = markup.indexOf(`<hx-partial hx-target="#${target}"`);
  return start < 0 ? '' : markup.slice(start, markup.indexOf('</hx-partial>', start));
}

/** Markup as a person reads it. */
export function words(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A page of the history followed by what each of its runs opens to. */
export async function openedHistory(app: Pick<TestApp, 'request'>, page: string): Promise<string> {
  const links = [...page.matchAll(/hx-get="(\/history\/requests[^"]*)"/g)].map(([, link]) => link ?? '');
  const opened = links.map(async (link) => await (await app.request(link.replaceAll('&amp;', '&'))).text());
  return [page, ...(await Promise.all(opened))].join('');
}

/** The ids of the requests that a page of the history lists, in its order: those that its runs open to, or its own. */
export async function historyRequests(app: Pick<TestApp, 'request'>, page: string): Promise<readonly number[]> {
  const markup = await openedHistory(app, page);
  return [...markup.matchAll(/href="\/runs\/\d+#completion-(\d+)"/g)].map(([, id]) => Number(id));
}
