import { wellFormed } from './well-formed.ts';

/** A cell of a notebook as it goes into a Jupyter notebook. */
export type IpynbCell =
  | { readonly kind: 'note'; readonly text: string }
  | {
      readonly kind: 'experiment';
      readonly title: string;
      /** A program that asks it; `null` where it cannot be asked as it stands. */
      readonly code: string | null;
      /** A program for each column beside its grid, with what it changes. */
      readonly beside: readonly { readonly label: string; readonly code: string }[];
      /** Why there is no program. */
      readonly problem: string | null;
      readonly answers: readonly IpynbAnswer[];
      /** Answers that are not in it. */
      readonly more: number;
    };

export interface IpynbAnswer {
  /** What it was asked with, as in "temperature 0.5, sample 2". */
  readonly label: string;
  readonly text: string;
}

/** A Jupyter notebook (nbformat 4.5): notes as Markdown, experiments as Python, their answers as outputs, which are plain text. */
export function writeIpynb(cells: readonly IpynbCell[]): string {
  const written = cells.flatMap(cellsOf).map((cell, index) => ({ id: `cell-${index + 1}`, ...cell }));
  const notebook = {
    cells: written,
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(wellFormed(notebook), null, 1)}\n`;
}

function cellsOf(cell: IpynbCell) {
  if (cell.kind === 'note') return [markdown(cell.text)];
  const { title, code, beside, problem, answers, more } = cell;
  const head = markdown(`## ${title.replaceAll('\n', ' ')}${problem === null ? '' : `\n\n${problem}`}`);
  const outputs = [...answers.map(outputOf), ...(more > 0 ? [plain(`and ${more} more answers`)] : [])];
  if (code === null && outputs.length === 0) return [head];
  const source = code ?? '# The experiment cannot be asked as it stands; these are the answers that it got.\n';
  const added = beside.map((one) => codeCell(`# ${one.label.replaceAll(/\s+/g, ' ')}\n${one.code}`));
  return [head, codeCell(source, outputs), ...added];
}

function codeCell(source: string, outputs: readonly ReturnType<typeof plain>[] = []) {
  return { cell_type: 'code', metadata: {}, execution_count: null, source, outputs };
}

function markdown(source: string) {
  return { cell_type: 'markdown', metadata: {}, source };
}

function outputOf({ label, text }: IpynbAnswer) {
  return plain(`${label}\n\n${text}`);
}

/** What a model says is text: never Markdown or HTML, which a reader would draw. */
function plain(text: string) {
  return { output_type: 'display_data', data: { 'text/plain': text }, metadata: {} };
}
