import type { AppDeps } from '../app-deps.ts';
import type { JsonObject } from '../code/json-value.ts';
import { requestCode, shapedCode } from '../code/request-code.ts';
import { originOf } from '../code/request-origin.ts';
import { columnLabel, namedHead } from '../domain/column-label.ts';
import { columnsOf, isSample } from '../domain/columns.ts';
import { imageHashes } from '../domain/message.ts';
import type { ExperimentCell } from '../domain/notebook.ts';
import { promptMessages } from '../domain/prompt.ts';
import { connectionOf, type RunRequest } from '../domain/run.ts';
import { AXIS_LABELS, gridOf } from '../domain/sweep.ts';
import { answerText } from '../domain/tool.ts';
import { variantPrompts, versionsNamed } from '../domain/variant-prompts.ts';
import { orNotFound } from '../errors.ts';
import { type IpynbAnswer, type IpynbCell, writeIpynb } from '../notebook-file/ipynb.ts';
import { chatBody } from '../provider/chat-body.ts';
import { formFor, isOnResponses } from '../provider/presets/presets.ts';
import { USUAL_FORM } from '../provider/request-form.ts';
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
  return {
    kind: 'experiment',
    title: cell.title,
    code: reading.ok ? await codeOf(deps, cell, reading.request) : null,
    problem: error?.message ?? null,
    answers: answers.slice(0, MAX_ANSWERS),
    more: Math.max(0, answers.length - MAX_ANSWERS),
  };
}

/** A loop where several values are asked; of several variants the first. */
async function codeOf({ store, provider }: AppDeps, cell: ExperimentCell, request: RunRequest): Promise<string | null> {
  const [settings] = gridOf(request.sweep);
  if (settings === undefined) return null;
  const versions = await store.runs.versionPrompts(cell.id, versionsNamed(request));
  const prompt = variantPrompts(cell.draft.prompt, request, versions)[0]?.prompt ?? cell.draft.prompt;
  const messages = promptMessages(prompt);
  const images = await store.images.dataUrls(imageHashes(messages));
  const id = connectionOf(request, settings);
  const connection = provider.connection(id);
  const protocol = isOnResponses(connection, settings.model) ? ('responses' as const) : ('chat' as const);
  const form = { ...USUAL_FORM, ...(connection === null ? {} : formFor(connection)), protocol };
  const body = chatBody({ ...request, form, settings, messages, images }) as JsonObject;
  const asked = { body, target: codeTarget({ provider }, id), id: `experiment-${cell.id}` };
  const origin = originOf(body, { prompt, run: request, settings });
  const isLoop = protocol === 'chat' && origin.swept.some(({ values }) => values.length > 1);
  return isLoop ? shapedCode('python', { ...asked, shape: 'sweep', origin }) : requestCode('python', asked);
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
