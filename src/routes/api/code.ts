import { Hono } from 'hono';
import * as z from 'zod';
import type { AppDeps } from '../../app-deps.ts';
import { CODE_FORMS } from '../../code/program/request-code.ts';
import { promptJson } from '../../domain/prompt/prompt-json.ts';
import { CODE_SHAPES } from '../../domain/run/code-shape.ts';
import { orNotFound, ValidationError } from '../../errors.ts';
import { validated } from '../../platform/input/validated.ts';
import { idParam } from '../http/answer.tsx';
import { parseJson } from '../http/json-body.ts';
import { completionCode } from '../runs/completion-code.ts';

const paste = z.strictObject({ text: z.string() });

/** Requests as code, and code as prompts. */
export function apiCodeRoutes(deps: AppDeps) {
  return new Hono()
    .get('/completions/:id/code', async (c) => {
      const form = oneOf('form', CODE_FORMS, c.req.query('form') ?? 'curl');
      const shape = oneOf('shape', CODE_SHAPES, c.req.query('shape') ?? 'exact');
      const completion = orNotFound(await deps.store.completions.get(idParam(c)), 'completion');
      return c.text(await completionCode(deps, completion, { form, shape }));
    })
    .post('/pastes', async (c) => {
      const { text } = validated(paste, await parseJson(c));
      // The grammars of two languages are loaded when somebody pastes, not at the start.
      const { readPaste } = await import('../../code/paste/read-paste.ts');
      const { prompt, settings, problems } = readPaste(text);
      return c.json({ prompt: prompt === null ? null : promptJson(prompt), settings, problems });
    });
}

/** @throws ValidationError that names the words allowed */
function oneOf<Word extends string>(name: string, words: readonly Word[], given: string): Word {
  const word = words.find((known) => known === given);
  if (word === undefined) {
    throw new ValidationError([{ path: name, message: `${name} must be one of ${words.join(', ')}.` }]);
  }
  return word;
}
