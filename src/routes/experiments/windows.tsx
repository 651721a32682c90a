import { Hono } from 'hono';
import { ExampleRows, rowWindowId } from '../../../views/experiments/examples.tsx';
import { Conversation, conversationId } from '../../../views/experiments/prompt-editor.tsx';
import { VariableFields, variablesId } from '../../../views/experiments/variables.tsx';
import { Partial } from '../../../views/partial.tsx';
import type { AppDeps } from '../../app-deps.ts';
import { type EditorWindow, type Paged, SHOWN_AT_ONCE } from '../../domain/notebook/editor-window.ts';
import type { ExperimentCell } from '../../domain/notebook/notebook.ts';
import { ValidationError } from '../../errors.ts';
import { answerChange, answerConflict, saveForm } from './draft-answer.tsx';
import { windowOf } from './draft-form.ts';

/** Other rows, messages or variables of a draft that holds more than a page carries; what was typed is saved first. */
export function windowRoutes(deps: AppDeps) {
  return new Hono().post('/experiments/:id/windows', async (c) => {
    const { form, change } = await saveForm(c, deps);
    if (change.kind === 'conflict') return answerConflict(c, change);
    const { what, from } = askedOf(form);
    const window = { ...windowOf(form), [what]: from };
    return answerChange(c, deps, change, { window, also: part(what, change.cell, window) });
  });
}

function askedOf(form: FormData): { readonly what: Paged; readonly from: number } {
  const what = (Object.keys(SHOWN_AT_ONCE) as Paged[]).find((name) => name === form.get('show'));
  if (what === undefined) {
    throw new ValidationError([{ path: 'show', message: 'show must be rows, messages or variables.' }]);
  }
  const from = Number(form.get('from'));
  return { what, from: Number.isSafeInteger(from) ? Math.max(0, from) : 0 };
}

function part(what: Paged, cell: ExperimentCell, window: EditorWindow) {
  switch (what) {
    case 'rows':
      return (
        <Partial target={rowWindowId(cell.id)}>
          <ExampleRows cell={cell} window={window} />
        </Partial>
      );
    case 'messages':
      return (
        <Partial target={conversationId(cell.id)}>
          <Conversation cell={cell} window={window} />
        </Partial>
      );
    case 'variables':
      return (
        <Partial target={variablesId(cell.id)}>
          <VariableFields cell={cell} window={window} />
        </Partial>
      );
  }
}
