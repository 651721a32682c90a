import { type Context, Hono } from 'hono';
import { type ConnectionFields, ConnectionsPage, EMPTY_FIELDS } from '../../views/connections/connections-page.tsx';
import type { AppDeps } from '../app-deps.ts';
import { offerTest, testConnection } from '../connections/connection-test.ts';
import type { ConnectionDetails } from '../connections/connections.ts';
import type { TypedConnection } from '../connections/read-connection.ts';
import { type FieldError, ValidationError } from '../errors.ts';
import { PRESETS, presetById } from '../provider/presets/presets.ts';
import { page, pageContext } from './http/answer.tsx';
import { formOf } from './http/form.ts';

/** Services: added, tested, changed and removed. */
export function connectionRoutes(deps: AppDeps) {
  const { connections } = deps;
  return new Hono()
    .get('/connections', (c) => {
      const { preset, edit, done, of: about } = c.req.query();
      const edited = edit === undefined ? null : connections.details(edit);
      return show(c, deps, {
        fields: edited === null ? fieldsOfPreset(preset ?? null) : fieldsOf(edited),
        editing: edited?.connection.id ?? null,
        done: doneWords(deps, done, about ?? ''),
      });
    })
    .post('/connections', (c) => save(c, deps, null))
    .post('/connections/:id', (c) => save(c, deps, c.req.param('id')))
    .post('/connections/:id/removal', async (c) => {
      const id = c.req.param('id');
      await connections.remove(id);
      return c.redirect(donePath('removed', id), 303);
    })
    .get('/connections/:id/tests', async (c) => {
      const id = c.req.param('id');
      const model = c.req.query('model')?.trim() || null;
      return show(c, deps, { offered: { id, offer: await offerTest(deps, id, model) } });
    })
    .post('/connections/:id/tests', async (c) => {
      const id = c.req.param('id');
      const form = await formOf(c);
      const model = typed(form, 'model').trim() || null;
      const offer = await offerTest(deps, id, model);
      // Whoever came here by another way than the page has not been told what it costs.
      if (offer.costs && form.get('confirm') !== 'true') return show(c, deps, { offered: { id, offer } });
      const tested = { id, tests: await testConnection(deps, id, offer, new Date()) };
      return show(c, deps, { tested });
    });
}

function donePath(done: 'added' | 'changed' | 'removed', id: string): string {
  return `/connections?${new URLSearchParams({ done, of: id })}`;
}

/** What is said after a redirect. Only these words, of connections that there are or were, whatever the address says. */
function doneWords({ connections, provider }: AppDeps, done: string | undefined, id: string) {
  const names = connections.names();
  const name = Object.hasOwn(names, id) ? names[id] : undefined;
  if (name === undefined) return null;
  if (done === 'removed') return { of: id, words: `${name} was removed, and its key deleted.` };
  const next = provider.lacksKey(id) ?? 'It can be asked from now on.';
  return done === 'added' || done === 'changed' ? { of: id, words: `${name} was ${done}. ${next}` } : null;
}

type Shown = Partial<Omit<Parameters<typeof ConnectionsPage>[0], 'connections' | 'presets' | 'context'>>;

function show(c: Context, deps: AppDeps, shown: Shown) {
  const props = {
    fields: EMPTY_FIELDS,
    errors: new Map(),
    editing: null,
    done: null,
    offered: null,
    tested: null,
    ...shown,
  };
  return page(
    c,
    <ConnectionsPage {...props} connections={deps.connections.list()} presets={PRESETS} context={pageContext(deps)} />,
    props.errors.size > 0 ? 422 : 200,
  );
}

async function save(c: Context, deps: AppDeps, id: string | null) {
  const form = await formOf(c);
  const fields = fieldsFrom(form);
  try {
    const given = asTyped(fields);
    const { connection } = id === null ? await deps.connections.add(given) : await deps.connections.change(id, given);
    return c.redirect(`${donePath(id === null ? 'added' : 'changed', connection.id)}#${connection.id}`, 303);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    // The key is not written back into the page.
    return show(c, deps, { fields: { ...fields, key: '' }, editing: id, errors: byField(error.errors) });
  }
}

function byField(errors: readonly FieldError[]): ReadonlyMap<string, string> {
  return new Map(errors.map(({ path, message }) => [path.split('.')[0] ?? path, message]));
}

function typed(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

function fieldsFrom(form: FormData): ConnectionFields {
  return {
    preset: typed(form, 'preset'),
    name: typed(form, 'name'),
    base_url: typed(form, 'base_url'),
    key: typed(form, 'key'),
    key_env: typed(form, 'key_env'),
    key_header: typed(form, 'key_header'),
    headers: typed(form, 'headers'),
    query: typed(form, 'query'),
    plain_http: form.get('plain_http') === 'on',
    list_prices: form.get('list_prices') === 'on',
  };
}

/** An empty key leaves the one there is: it cannot be shown, so it cannot be sent back. */
function asTyped(fields: ConnectionFields): TypedConnection {
  const { key, key_env, key_header, headers, query, base_url, ...rest } = fields;
  return {
    ...rest,
    ...(base_url.trim() === '' ? {} : { base_url }),
    ...(key.trim() === '' ? {} : { key }),
    key_env,
    key_header,
    headers: pairs(headers, ':'),
    query: pairs(query, '='),
  };
}

/** One a line: the name, the sign, the value. */
function pairs(text: string, sign: string): Readonly<Record<string, string>> {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(sign);
      return at < 0 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

function fieldsOfPreset(id: string | null): ConnectionFields {
  const preset = id === null ? null : presetById(id);
  if (preset === null) return EMPTY_FIELDS;
  return {
    ...EMPTY_FIELDS,
    preset: preset.id,
    name: preset.id === 'other' ? '' : preset.label,
    base_url: preset.baseUrl ?? '',
  };
}

function fieldsOf({ connection, added, headers, query }: ConnectionDetails): ConnectionFields {
  return {
    preset: added?.preset ?? 'other',
    name: connection.label,
    base_url: connection.baseUrl ?? '',
    key: '',
    key_env: added?.keyEnv ?? '',
    key_header: added?.keyHeader ?? '',
    headers: lines(headers, ': '),
    query: lines(query, '='),
    plain_http: added?.plainHttp ?? false,
    list_prices: added?.listPrices ?? false,
  };
}

function lines(values: Readonly<Record<string, string>>, sign: string): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}${sign}${value}`)
    .join('\n');
}
