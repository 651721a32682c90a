import { Hono } from 'hono';
import { z } from 'zod';
import type { AppDeps } from '../../app-deps.ts';
import { readPaste } from '../../code/read-paste.ts';
import { CODE_FORMS } from '../../code/request-code.ts';
import { promptJson } from '../../domain/prompt-json.ts';
import { AppError, orNotFound, ValidationError, validated } from '../../errors.ts';
import { idParam } from '../http/answer.tsx';
import { parseJson } from '../http/json-body.ts';
import { completionCode } from '../runs/completion-code.ts';

const paste = z.strictObject({ text: z.string() });

/** Requests as code, and code as prompts. */
export function apiCodeRoutes(deps: AppDeps) {
  return new Hono()
    .get('/completions/:id/code', async (c) => {
      const form = CODE_FORMS.find((name) => name === (c.req.query('form') ?? 'curl'));
      if (form === undefined) {
        throw new ValidationError([{ path: 'form', message: `form must be one of ${CODE_FORMS.join(', ')}.` }]);
      }
      const completion = orNotFound(await deps.store.completions.get(idParam(c)), 'completion');
      const code = await completionCode(deps, completion, form);
      if (code === null) throw new AppError(409, 'not-sent', 'This request was not sent, so there is no code for it.');
      return c.text(code);
    })
    .post('/pastes', async (c) => {
      const { text } = validated(paste, await parseJson(c));
      const { prompt, settings, problems } = readPaste(text);
      return c.json({ prompt: prompt === null ? null : promptJson(prompt), settings, problems });
    });
}
