import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { type FieldError, ValidationError } from '../../errors.ts';
import { closeName } from '../../platform/close-names.ts';
import { FILTER_FIELDS } from '../completion-filter.ts';

const API = '/api/v1';

/** The parameters that each address of the API takes in its query string; those not listed take none. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  'GET /runs': ['limit', 'cursor', 'notebook'],
  'GET /runs/:id': ['wait'],
  'POST /runs/:id/checks': ['wait'],
  'GET /completions': [...FILTER_FIELDS, 'limit', 'cursor'],
  'GET /completions/:id/code': ['form', 'shape'],
  'GET /costs': [...FILTER_FIELDS, 'group', 'would_model', 'batch'],
  'GET /models': ['refresh'],
  'GET /notebooks': ['q'],
  'GET /notebooks/:id/file': ['results', 'images'],
  'GET /comparisons': ['a', 'b', 'fold'],
  'GET /probes': ['model', 'connection', 'wait'],
};

/** The parameters that say yes or no. */
const SWITCHES = ['refresh', 'results', 'images'];

/**
 * Refuses a parameter that the address does not take, one that is given twice, and a switch that says neither yes nor no: left unread,
 * a slip in a filter would answer with everything.
 */
export function knownQuery(): MiddlewareHandler {
  return async (c, next) => {
    const route = matchedRoutes(c).find(({ method }) => method !== 'ALL');
    if (route !== undefined) {
      const known = PARAMETERS[`${route.method} ${route.path.slice(API.length)}`] ?? [];
      const wrong = Object.entries(c.req.queries()).flatMap(([name, values]) => problemOf(name, values, known));
      if (wrong.length > 0) throw new ValidationError(wrong);
    }
    await next();
  };
}

function problemOf(name: string, values: readonly string[], known: readonly string[]): readonly FieldError[] {
  if (!known.includes(name)) return [{ path: name, message: unknownText(name, known) }];
  if (values.length > 1) return [{ path: name, message: `${name} is given ${values.length} times: give it once.` }];
  if (!SWITCHES.includes(name) || ['true', 'false', ''].includes(values[0] ?? '')) return [];
  return [{ path: name, message: `${name} must be true or false.` }];
}

function unknownText(name: string, known: readonly string[]): string {
  const shown = name.slice(0, MAX_NAME);
  if (known.length === 0) return `${shown} is not a parameter of this address; it takes none.`;
  const close = closeName(shown, known);
  const meant = close === null ? '' : ` Is ${close} meant?`;
  return `${shown} is not a parameter of this address; there are ${known.join(', ')}.${meant}`;
}

/** Longer than any parameter: what is told of an unknown one is cut there. */
const MAX_NAME = 100;
