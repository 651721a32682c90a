import type { AppDeps } from '../app-deps.ts';
import type { JsonObject } from '../code/json-value.ts';
import { requestCode, shapedCode } from '../code/program/request-code.ts';
import { originOf } from '../code/program/request-origin.ts';
import type { ExperimentCell } from '../domain/notebook/notebook.ts';
import { imageHashes } from '../domain/prompt/message.ts';
import { type Prompt, promptMessages } from '../domain/prompt/prompt.ts';
import { answerText } from '../domain/prompt/tool.ts';
import { variantPrompts, versionsNamed } from '../domain/prompt/variant-prompts.ts';
import { columnHeads, columnLabel, namedHead } from '../domain/run/column-label.ts';
import { columnsOf, isSample } from '../domain/run/columns.ts';
import { pointsOf } from '../domain/run/plan.ts';
import { columnRequest, connectionOf, type RunRequest } from '../domain/run/run.ts';
import { AXIS_LABELS, type Settings, valuesOf } from '../domain/run/sweep.ts';
import { orNotFound } from '../errors.ts';
import { type IpynbAnswer, type IpynbCell, writeIpynb } from '../notebook-file/ipynb.ts';
import { chatBody } from '../provider/chat/chat-body.ts';
import { USUAL_FORM } from '../provider/chat/request-form.ts';
import { formFor, isOnResponses } from '../provider/presets/presets.ts';
import { codeTarget } from './runs/completion-code.ts';

/** Answers of one experiment that go along. */
const MAX_ANSWERS = 500;

/**
 * A notebook as a Jupyter notebook: experiments as they stand now, with the answers of their latest run.
 * @throws NotFoundError
 */
export async function notebookIpynb(
  deps: AppDeps,
  id: number,
): Promise<{ readonly title: string; readonly text: string }> {
  const { title } = orNotFound(await deps.store.notebooks.get(id), 'notebook');
  const cells: IpynbCell[] = [];
  for (const cell of await deps.store.cells.list(id)) {
    cells.push(cell.kind === 'note' ? { kind: 'note', text: cell.text } : await experimentOf(deps, cell));
  }
  return { title, text: writeIpynb(cells) };
}

async function experimentOf(deps: AppDeps, cell: ExperimentCell): Promise<IpynbCell> {
  const reading = await deps.previews.read(cell.draft, cell.id);
  const answers = await answersOf(deps, cell.id);
  const [error] = reading.ok ? [] : reading.errors;
  const programs = reading.ok ? await programsOf(deps, cell, reading.request) : [];
  const [grid, ...beside] = programs;
  return {
    kind: 'experiment',
    title: cell.title,
    code: grid?.code ?? null,
    beside,
    problem: error?.message ?? null,
    answers: answers.slice(0, MAX_ANSWERS),
    more: Math.max(0, answers.length - MAX_ANSWERS),
  };
}

/** The grid, as a loop where several values are asked, and each added column; of several rows and variants the first. */
async function programsOf({ store, provider, connections }: AppDeps, cell: ExperimentCell, request: RunRequest) {
  const versions = await store.runs.versionPrompts(cell.id, versionsNamed(request));
  const asked = variantPrompts(cell.draft.prompt, request, versions);
  const points = pointsOf(request);
  const width = valuesOf(request.sweep, request.columns).length;
  const programs: { readonly label: string; readonly code: string }[] = [];
  for (const [column, head] of columnHeads(request).entries()) {
    const settings = points.find((point) => point.column === column)?.settings;
    if (settings === undefined || (column > 0 && column < width)) continue;
    const prompt = asked.find(({ variant }) => variant === settings.variant)?.prompt ?? cell.draft.prompt;
    const images = await store.images.dataUrls(imageHashes(promptMessages(prompt)));
    const sent = columnRequest(request, column);
    const point = { id: cell.id, prompt, request: sent, settings, images, isLoop: column < width };
    const label = columnLabel(namedHead(head, (id) => connections.nameOf(id)));
    programs.push({ label, code: programOf(provider, point) });
  }
  return programs;
}

interface PointOfCell {
  readonly id: number;
  readonly prompt: Prompt;
  readonly request: RunRequest;
  readonly settings: Settings;
  readonly images: ReadonlyMap<string, string>;
  readonly isLoop: boolean;
}

function programOf(provider: AppDeps['provider'], { id, prompt, request, settings, images, isLoop }: PointOfCell) {
  const asked = connectionOf(request, settings);
  const connection = provider.connection(asked);
  const protocol = isOnResponses(connection, settings.model) ? ('responses' as const) : ('chat' as const);
  const form = { ...USUAL_FORM, ...(connection === null ? {} : formFor(connection)), protocol };
  const body = chatBody({ ...request, form, settings, messages: promptMessages(prompt), images }) as JsonObject;
  const code = { body, target: codeTarget({ provider }, asked), id: `experiment-${id}` };
  const origin = originOf(body, { prompt, run: request, settings });
  const isSwept = isLoop && protocol === 'chat' && origin.swept.some(({ values }) => values.length > 1);
  return (isSwept ? shapedCode('python', { ...code, shape: 'sweep', origin }) : null) ?? requestCode('python', code);
}

async function answersOf({ store, runner, connections }: AppDeps, experiment: number): Promise<readonly IpynbAnswer[]> {
  const latest = await store.runs.latestOf(experiment);
  const view = latest === null ? null : await runner.view(latest.id);
  if (view === null) return [];
  return columnsOf(view).flatMap((column) => {
    const head = columnLabel(namedHead(column, (id) => connections.nameOf(id)));
    return column.cells.flatMap(({ settings, completions }) => {
      const others = settings.map(([axis, value]) => `${AXIS_LABELS[axis]} ${value ?? 'not sent'}`);
      return completions
        .map(({ completion }) => completion)
        .filter(isSample)
        .map((completion) => ({
          label: [
            head,
            ...others,
            ...(completion.caseName === undefined ? [] : [`case ${completion.caseName}`]),
            `sample ${completion.sample + 1}`,
          ].join(', '),
          text: answerText(completion),
        }));
    });
  });
}
