import { requestSettingText } from '../domain/request/request-setting-text.ts';
import { REQUEST_SETTINGS } from '../domain/request/request-settings.ts';
import { dollars, oneLine, percent } from './figures.ts';
import { type ColumnJson, type CompletionJson, hasEnded, type RunJson } from './run-json.ts';
import type { OutputForm } from './run-options.ts';
import { table } from './table.ts';
import { type Terminal, write } from './terminal.ts';

/** Prints runs to stdout, in one of the forms. */
export interface RunOutput {
  /** A run as it stands at the moment. */
  show(run: RunJson): void;
  /** All runs, once no more will come. */
  end(runs: readonly { readonly title: string; readonly run: RunJson }[]): Promise<void>;
}

export function runOutput(form: OutputForm, { stdout }: Pick<Terminal, 'stdout'>): RunOutput {
  const width = stdout.isTTY === true ? (stdout.columns ?? null) : null;
  switch (form) {
    case 'json':
      return {
        show: () => {},
        end: (runs) => write(stdout, `${plainJson({ runs: runs.map(({ run }) => run) }, 2)}\n`),
      };
    case 'jsonl':
      return jsonLines(stdout);
    case 'table':
      return {
        show: () => {},
        end: (runs) => write(stdout, runs.map((one) => tableOf(one, width)).join('\n')),
      };
  }
}

/** One completion a line, each as soon as it has ended. */
function jsonLines(stdout: Terminal['stdout']): RunOutput {
  const written = new Set<number>();
  const show = ({ completions }: RunJson) => {
    const ended = completions.filter((one) => hasEnded(one) && !written.has(one.id));
    for (const one of ended) written.add(one.id);
    if (ended.length > 0) stdout.write(ended.map((one) => `${plainJson(one)}\n`).join(''));
  };
  return {
    show,
    end: async (runs) => {
      for (const { run } of runs) show(run);
      await write(stdout, '');
    },
  };
}

/** JSON whose texts hold nothing that a terminal would carry out. */
function plainJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function tableOf({ title, run }: { readonly title: string; readonly run: RunJson }, width: number | null): string {
  const head = `${oneLine(title)} (run ${run.id}, ${run.status})\n`;
  return [head, answersTable(run, width), columnsTable(run)].filter((part) => part !== '').join('\n');
}

/** The answers in the order of the plan, each with what tells it from the others. */
function answersTable({ completions }: RunJson, width: number | null): string {
  const varying = settingsThatVary(completions);
  const has = (test: (one: CompletionJson) => boolean) => completions.some(test);
  const columns: (readonly [string, (one: CompletionJson) => string])[] = [
    ...varying.map((name) => [name, (one: CompletionJson) => valueText(one.settings[name])] as const),
    ...(has(({ case: place }) => place !== null) ? [['case', caseText] as const] : []),
    ...(has(({ sample }) => sample > 0) ? [['sample', (one: CompletionJson) => String(one.sample + 1)] as const] : []),
    ...(has(({ passed }) => passed !== null) ? [['check', passedText] as const] : []),
    ['answer', answerText],
  ];
  return table(
    columns.map(([name]) => name),
    completions.map((one) => columns.map(([, text]) => text(one))),
    width,
  );
}

function settingsThatVary(completions: readonly CompletionJson[]): readonly string[] {
  const [first] = completions;
  if (first === undefined) return [];
  return Object.keys(first.settings).filter((name) =>
    completions.some(({ settings }) => settings[name] !== first.settings[name]),
  );
}

function columnsTable({ summary, completions }: RunJson): string {
  const axis = axisOf(summary[0]);
  const columns: (readonly [string, (column: ColumnJson, place: number) => string])[] = [
    [axis, columnName],
    ['answers', ({ n }) => String(n)],
    ['failed', ({ failed }) => String(failed)],
    ...(summary.some(({ pass_rate: rate }) => rate !== null) ? [['passed', passText] as const] : []),
    ['distinct', ({ distinct }) => (distinct === null ? '-' : String(distinct))],
    ['agreement', ({ agreement }) => (agreement.value === null ? '-' : agreement.value.toFixed(2))],
    ['first token', ({ ttft_ms: ms }) => (ms === null ? '-' : `${Math.round(ms)} ms`)],
    ['cost', (_, place) => costText(completions.filter(({ column }) => column === place))],
  ];
  return table(
    columns.map(([name]) => name),
    summary.map((column, place) => columns.map(([, text]) => text(column, place))),
    null,
  );
}

/** A column's value; of one that was added beside the grid, what it changes. */
function columnName(column: ColumnJson): string {
  const { changes } = column;
  if (typeof changes !== 'object' || changes === null) return valueText(column[axisOf(column)]);
  return Object.entries(changes)
    .map(([name, value]) => {
      const setting = REQUEST_SETTINGS.find((known) => known === name);
      return setting === undefined ? `${name} ${valueText(value)}` : oneLine(requestSettingText(setting, changes));
    })
    .join(' · ');
}

function axisOf(column: ColumnJson | undefined): string {
  return Object.keys(column ?? {})[0] ?? '';
}

function passText({ pass_rate: rate }: ColumnJson): string {
  if (rate === null || rate.value === null) return '-';
  const limits = rate.low === null || rate.high === null ? '' : ` (${percent(rate.low)} to ${percent(rate.high)})`;
  return `${percent(rate.value)}${limits}`;
}

/** What is known of the cost; what is not is counted beside it. */
function costText(completions: readonly CompletionJson[]): string {
  const known = completions.flatMap(({ cost }) => (cost === null ? [] : [cost]));
  const unpriced = completions.length - known.length;
  if (unpriced === 0 && known.every(({ source }) => source === 'free')) return 'free';
  const sum = dollars(known.reduce((total, { usd }) => total + usd, 0));
  return unpriced === 0 ? sum : `${known.length === 0 ? '' : `${sum}, `}${unpriced} unpriced`;
}

function valueText(value: unknown): string {
  return value === null ? 'not sent' : oneLine(String(value));
}

function caseText({ case: place, case_name: name }: CompletionJson): string {
  return place === null ? '' : oneLine(name ?? String(place + 1));
}

function passedText({ passed }: CompletionJson): string {
  return passed === null ? '?' : passed ? 'pass' : 'FAIL';
}

function answerText({ status, text, error }: CompletionJson): string {
  if (status === 'done') return oneLine(text);
  const reason = error === null ? '' : `: ${oneLine(error.message)}`;
  return `[${status}${reason}]${text === '' ? '' : ` ${oneLine(text)}`}`;
}
