import { Hono } from 'hono';
import { CompletionMarks } from '../../../views/completions/annotations.tsx';
import type { AppDeps } from '../../app-deps.ts';
import { found } from '../../errors.ts';
import { fragment, idParam } from '../http/answer.tsx';
import { marksFromForm } from './annotations-form.ts';

/** Rate, pin and note on answers. */
export function markRoutes({ runner }: AppDeps) {
  return new Hono().put('/completions/:id/marks', async (c) => {
    const marks = marksFromForm(await c.req.formData());
    const completion = found(await runner.mark(idParam(c), marks), 'completion');
    return fragment(c, <CompletionMarks completion={completion} />);
  });
}
