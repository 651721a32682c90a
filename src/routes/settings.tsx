import { type Context, Hono } from 'hono';
import { SettingsPage } from '../../views/settings/settings-page.tsx';
import type { ConnectionSpent } from '../../views/settings/spent-table.tsx';
import type { AppDeps } from '../app-deps.ts';
import { zoneNamed, zoneNames } from '../domain/history/time-zone.ts';
import { page, pageContext } from './http/answer.tsx';
import { chooseZone } from './http/choose-zone.ts';
import { formOf } from './http/form.ts';
import { readSettings, type SettingsFields, settingsFields, typedFields } from './settings-form.ts';

/** What a person decides on spending: caps, and from where on a run asks first. */
export function settingRoutes(deps: AppDeps) {
  const { rules } = deps;
  return new Hono()
    .get('/settings', (c) =>
      show(c, deps, { fields: settingsFields(rules.rules), saved: c.req.query('done') === 'saved' }),
    )
    .post('/settings', async (c) => {
      const fields = typedFields(await formOf(c));
      const reading = readSettings(fields);
      if (!reading.ok) return show(c, deps, { fields, errors: reading.errors });
      await rules.save(reading.rules);
      return c.redirect('/settings?done=saved', 303);
    })
    .post('/settings/time-zone', async (c) => {
      const zone = zoneNamed(String((await formOf(c)).get('time_zone') ?? ''));
      if (zone === null) return show(c, deps, { fields: settingsFields(rules.rules), zoneError: UNKNOWN_ZONE });
      await chooseZone(deps, zone);
      return c.redirect('/settings?done=saved', 303);
    });
}

const UNKNOWN_ZONE = 'There is no such time zone: nothing was saved.';

interface Shown {
  readonly zoneError?: string;
  readonly fields: SettingsFields;
  readonly errors?: ReadonlyMap<string, string>;
  readonly saved?: boolean;
}

async function show(c: Context, deps: AppDeps, { fields, errors = new Map(), saved = false, zoneError }: Shown) {
  const { ledger, store } = deps;
  const timeZone = { zone: store.timeZones.state, names: zoneNames(), error: zoneError ?? null };
  return page(
    c,
    <SettingsPage
      fields={fields}
      errors={errors}
      saved={saved}
      today={ledger.today()}
      connections={await connectionsSpent(deps)}
      timeZone={timeZone}
      context={pageContext(deps)}
    />,
    errors.size > 0 || zoneError !== undefined ? 422 : 200,
  );
}

/** What each connection that there is, or was, has spent. */
async function connectionsSpent({ store, connections }: AppDeps): Promise<readonly ConnectionSpent[]> {
  const spent = await store.spending.byConnection();
  return [...spent].map(([id, amounts]) => ({ label: connections.nameOf(id), spent: amounts }));
}
