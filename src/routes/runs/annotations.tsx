import { Hono } from 'hono';
import { CompletionAnnotations } from '../../../views/completions/annotations.tsx';
import type { AppDeps } from '../../app-deps.ts';
import { orNotFound } from '../../errors.ts';
import { fragment, idParam } from '../http/answer.tsx';
import { formOf } from '../http/form.ts';
import { annotationsFromForm } from './annotations-form.ts';

/** Rate, pin and note on answers. */
export function annotationRoutes({ runner }: AppDeps) {
  return new Hono().put('/completions/:id/marks', async (c) => {
    const marks = annotationsFromForm(await formOf(c));
    const completion = orNotFound(await runner.mark(idParam(c), marks), 'completion');
    return fragment(c, <CompletionAnnotations completion={completion} />);
  });
}
