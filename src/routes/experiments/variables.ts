import { Hono } from 'hono';
import type { AppDeps } from '../../app-deps.ts';
import { withoutVariables, withTemplates } from '../../domain/prompt/prompt-variables.ts';
import { answerEdit } from './draft-answer.tsx';

/** What stands in braces: read as variables, or sent as it is, all of it or name by name. */
export function variableRoutes(deps: AppDeps) {
  return new Hono()
    .post('/experiments/:id/templates', (c) =>
      answerEdit(c, deps, (prompt, form) => withTemplates(prompt, form.get('templates') !== 'off')),
    )
    .post('/experiments/:id/escapes', (c) =>
      answerEdit(c, deps, (prompt, form) => withoutVariables(prompt, new Set(form.getAll('escape').map(String)))),
    );
}
