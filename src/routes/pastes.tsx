import { Hono } from 'hono';
import { PasteFound, PastePage } from '../../views/notebooks/paste-page.tsx';
import type { AppDeps } from '../app-deps.ts';
import { draftSettingsOf } from '../code/draft-settings.ts';
import { type Paste, readPaste } from '../code/read-paste.ts';
import { modelKey } from '../domain/connection.ts';
import { DEFAULT_SETTINGS, type Draft } from '../domain/notebook.ts';
import type { Prompt } from '../domain/prompt.ts';
import { editablePrompt } from '../domain/prompt-edits.ts';
import { fragment, goTo, page, pageContext } from './http/answer.tsx';
import { formOf } from './http/form.ts';

/** A request or a conversation from elsewhere becomes a notebook; what was read shows first. */
export function pasteRoutes(deps: AppDeps) {
  const { store } = deps;
  const shown = (text: string) => ({ text, found: text === '' ? null : foundIn(readPaste(text)) });
  return new Hono()
    .get('/pastes', (c) => page(c, <PastePage {...shown('')} context={pageContext(deps)} />))
    .post('/pastes/previews', async (c) => fragment(c, <PasteFound found={shown(textOf(await formOf(c))).found} />))
    .post('/pastes', async (c) => {
      const text = textOf(await formOf(c));
      const paste = readPaste(text);
      if (paste.prompt === null) return page(c, <PastePage {...shown(text)} context={pageContext(deps)} />, 422);
      const notebook = await store.notebooks.create(titleOf(paste.prompt));
      const draft = await draftOf(deps, paste.prompt, paste);
      await store.cells.addExperiment(notebook.id, { title: 'Experiment', draft });
      return goTo(c, `/notebooks/${notebook.id}`);
    });
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
