import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { MethodsPage } from '../../views/methods/methods-page.tsx';
import type { AppDeps } from '../app-deps.ts';
import { PROJECT_ROOT } from '../platform/paths.ts';
import { page, pageContext } from './http/answer.tsx';

/** How each figure is computed, from the same file that people read in the repository. */
export function methodRoutes(deps: AppDeps) {
  const source = readFileSync(join(PROJECT_ROOT, 'docs', 'methods.md'), 'utf8');
  return new Hono().get('/methods', (c) => page(c, <MethodsPage source={source} context={pageContext(deps)} />));
}
