import type { Context } from 'hono';
import { ErrorPage, ErrorToast } from '../../../views/error-page.tsx';
import type { AppDeps } from '../../app-deps.ts';
import { TextTooLong } from '../../domain/prompt/template.ts';
import { AppError, StoreError, ValidationError } from '../../errors.ts';
import { fragment, isFragmentRequest, page, pageContext } from './answer.tsx';

/** The one place where an error becomes an answer: problem+json, a piece of a page, or a page. */
export function answerError(c: Context, deps: AppDeps, error: unknown) {
  const known = knownError(spoiltFile(deps, error) ?? error);
  if (known.status >= 500) deps.log.error({ err: error, path: c.req.path }, known.message);
  for (const [name, value] of Object.entries(known.headers)) c.header(name, value);
  if (c.req.path.startsWith('/api/')) return problem(c, known);
  if (isFragmentRequest(c)) return toast(c, known);
  return page(c, <ErrorPage status={known.status} message={known.message} context={pageContext(deps)} />, known.status);
}

/** What a query says of a data file that something else wrote over is no fault of the query. */
function spoiltFile({ store }: AppDeps, error: unknown): StoreError | null {
  const problem = error instanceof AppError ? null : store.dataFile.problem;
  return problem?.kind === 'written_over' ? problem : null;
}

function knownError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof TextTooLong) return new AppError(422, 'too-long', error.message, { cause: error });
  if (isHungUp(error)) return new AppError(400, 'cut-off', 'The request was cut off before it had arrived.');
  if (error instanceof StoreError) return new AppError(503, 'storage', error.message, { cause: error });
  return new AppError(
    500,
    'internal',
    'Something went wrong inside Tempera; the terminal says what. Nothing you typed is lost.',
    {
      cause: error,
    },
  );
}

/** Whoever sent a request closed the connection in its middle, or broke its coding; node says so to whatever reads the body. */
function isHungUp(error: unknown): boolean {
  return error instanceof Error && error.message === 'aborted' && 'code' in error && error.code === 'ECONNRESET';
}

/** RFC 9457, with `errors` for bad input. */
function problem(c: Context, error: AppError) {
  const body = {
    type: `about:blank#${error.type}`,
    title: error.type,
    status: error.status,
    detail: error.message,
    ...error.members,
    ...(error instanceof ValidationError ? { errors: error.errors } : {}),
  };
  return c.body(JSON.stringify(body), error.status, { 'Content-Type': 'application/problem+json' });
}

/** The page stays as it is, with all that was typed; what went wrong is said in its corner. */
function toast(c: Context, error: AppError) {
  c.header('HX-Reswap', 'none');
  return fragment(c, <ErrorToast message={error.message} settings={error.type === 'cap-reached'} />, error.status);
}
