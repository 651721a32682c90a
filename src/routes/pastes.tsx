import { Hono } from 'hono';
import { PasteFound, PastePage } from '../../views/notebooks/paste-page.tsx';
import type { AppDeps } from '../app-deps.ts';
import { draftSettingsOf } from '../code/paste/draft-settings.ts';
import type { Paste } from '../code/paste/read-paste.ts';
import { modelKey } from '../domain/models/connection.ts';
import { DEFAULT_SETTINGS, type Draft, type Notebook } from '../domain/notebook/notebook.ts';
import type { Prompt } from '../domain/prompt/prompt.ts';
import { editablePrompt } from '../domain/prompt/prompt-edits.ts';
import type { NotebookUpload } from '../notebook-file/jobs.tsx';
import { isPromptfooText } from '../notebook-file/read-text.ts';
import { fragment, goTo, page, pageContext } from './http/answer.tsx';
import { formOf } from './http/form.ts';
import { previewOf } from './notebook-files.tsx';

/** A request, a conversation or a promptfoo configuration from elsewhere becomes a notebook; what was read shows first. */
export function pasteRoutes(deps: AppDeps) {
  return new Hono()
    .get('/pastes', (c) => page(c, <PastePage text="" found={null} context={pageContext(deps)} />))
    .post('/pastes/previews', async (c) => {
      const found = await readingOf(deps, textOf(await formOf(c)));
      return fragment(c, <PasteFound found={found} />);
    })
    .post('/pastes', async (c) => {
      const text = textOf(await formOf(c));
      const notebook = isPromptfooText(text) ? await configNotebook(deps, text) : await pastedNotebook(deps, text);
      if (notebook !== null) return goTo(c, `/notebooks/${notebook.id}`);
      const found = await readingOf(deps, text);
      return page(c, <PastePage text={text} found={found} context={pageContext(deps)} />, 422);
    });
}

/** What is read of a text; `null` for an empty one. */
async function readingOf(deps: AppDeps, text: string) {
  if (text === '') return null;
  return isPromptfooText(text) ? { config: await previewOf(deps, uploadOf(text)) } : foundIn(await pasteOf(text));
}

/** `null` when it cannot be read. */
async function configNotebook(deps: AppDeps, text: string): Promise<Notebook | null> {
  if (typeof (await previewOf(deps, uploadOf(text))) === 'string') return null;
  return (await deps.notebookFiles.create(uploadOf(text))).notebook;
}

function uploadOf(text: string): NotebookUpload {
  return { body: new TextEncoder().encode(text).buffer, type: 'text/plain' };
}

/** `null` when it holds no prompt. */
async function pastedNotebook(deps: AppDeps, text: string): Promise<Notebook | null> {
  const paste = await pasteOf(text);
  if (paste.prompt === null) return null;
  const notebook = await deps.store.notebooks.create(titleOf(paste.prompt));
  const draft = await draftOf(deps, paste.prompt, paste);
  await deps.store.cells.addExperiment(notebook.id, { title: 'Experiment', draft });
  return notebook;
}

/** The grammars of two languages are loaded when somebody pastes, not at the start. */
async function pasteOf(text: string): Promise<Paste> {
  const { readPaste } = await import('../code/paste/read-paste.ts');
  return readPaste(text);
}

function textOf(form: FormData): string {
  return String(form.get('text') ?? '');
}

/** What was read, with what the editor has no field for said among the problems. */
function foundIn({ prompt, settings, problems }: Paste) {
  const left = draftSettingsOf(settings).left.map((name) => ({
    line: 1,
    message: `“${name}” has no field in the editor and is left out; the API takes it.`,
  }));
  return { prompt, settings, problems: [...problems, ...(prompt === null ? [] : left)] };
}

async function draftOf({ models }: AppDeps, prompt: Prompt, { settings }: Paste): Promise<Draft> {
  const named = typeof settings['model'] === 'string' ? await models.find(settings['model'], null) : null;
  const model = named === null ? await models.defaultModel() : modelKey(named.connection, named.model);
  return {
    prompt: editablePrompt(prompt),
    settings: { ...DEFAULT_SETTINGS, ...draftSettingsOf(settings).fields, samples: '1', model },
  };
}

/** The first words of what is asked. */
function titleOf({ messages, system }: Prompt): string {
  const text = (messages.at(-1)?.content ?? system ?? '').trim().split(/\s+/).slice(0, 8).join(' ');
  return text === '' ? 'Pasted request' : text.slice(0, 80);
}
