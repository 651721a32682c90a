import { Hono } from 'hono';
import { ModelsPage } from '../../views/models/models-page.tsx';
import type { AppDeps } from '../app-deps.ts';
import { goTo, page, pageContext } from './answer.tsx';

/** Connections and their models. */
export function modelRoutes(deps: AppDeps) {
  const { provider, models } = deps;
  return new Hono()
    .get('/models', async (c) => {
      const factsOf = (connection: string, model: string) => ({
        prices: models.prices(connection, model),
        temperature: models.capability(model, 'temperature', { temperature: 0.5 }),
      });
      return page(c, <ModelsPage groups={await provider.models()} factsOf={factsOf} context={pageContext(deps)} />);
    })
    .post('/models/refreshes', async (c) => {
      await provider.models({ fresh: true });
      return goTo(c, '/models');
    });
}
