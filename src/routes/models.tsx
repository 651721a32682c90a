import { Hono } from 'hono';
import { ModelsPage } from '../../views/models/models-page.tsx';
import type { AppDeps } from '../app-deps.ts';
import { type ConnectionModels, modelKey } from '../domain/connection.ts';
import type { Probe, ProbeKind } from '../domain/probe.ts';
import { latestProbe } from '../probes.ts';
import { goTo, page, pageContext } from './answer.tsx';

/** Connections and their models. */
export function modelRoutes(deps: AppDeps) {
  const { provider, models } = deps;
  return new Hono()
    .get('/models', async (c) => {
      const groups = await provider.models();
      const probes = await probesOf(deps, 'temperature', groups);
      const scales = await probesOf(deps, 'logprobs', groups);
      const factsOf = (connection: string, model: string) => ({
        prices: models.prices(connection, model),
        temperature: models.capability(model, 'temperature', { temperature: 0.5 }),
        probe: probes.get(modelKey(connection, model)) ?? null,
        scale: scales.get(modelKey(connection, model)) ?? null,
      });
      return page(c, <ModelsPage groups={groups} factsOf={factsOf} context={pageContext(deps)} />);
    })
    .post('/models/refreshes', async (c) => {
      await provider.models({ fresh: true });
      return goTo(c, '/models');
    });
}

async function probesOf<Kind extends ProbeKind>(
  deps: AppDeps,
  kind: Kind,
  groups: readonly ConnectionModels[],
): Promise<ReadonlyMap<string, Probe<Kind>>> {
  const models = groups.flatMap((group) => group.models);
  const probes = await Promise.all(
    models.map(({ connection, id }) => latestProbe(deps, kind, { connection, model: id })),
  );
  return new Map(
    probes.flatMap((probe) => (probe === null ? [] : [[modelKey(probe.connection, probe.model), probe] as const])),
  );
}
