import { circles, type Import, importsOf, readsEnvironment, type SourceFile } from './module-graph.ts';

/*
 * The rooms of the house, and who may enter them. What is not listed here is refused.
 *
 * A room is a folder of `src/`; all of `views/` is one; `errors` is the file `src/errors.ts`; `roots` are the other flat files of
 * `src/`, which put the house together and may import everything. Tests may, too. Read a line as "files of this room may import
 * from those rooms, and from each other". No files import each other in a circle, not even types. Packages have homes further down.
 *
 * "Where does it go?" What is a word or a rule of ours and needs nothing else: `domain`. What happens before Run: `planning`; after
 * it: `runner`. What is computed from answers: `results`, with the bare mathematics in `analysis`. SQL: `store`. HTTP: `routes`.
 * Markup: `views`. Something that any program could use: `platform`. Why some rows are as they are: docs/decisions/0012.
 */

/** The rooms below `src/`, the pages, and the file of errors that most rooms share. */
type Room =
  | 'domain'
  | 'analysis'
  | 'practice'
  | 'platform'
  | 'provider'
  | 'store'
  | 'models'
  | 'connections'
  | 'spending'
  | 'results'
  | 'probes'
  | 'checks'
  | 'judge'
  | 'cases'
  | 'prompts'
  | 'planning'
  | 'runner'
  | 'notebook-file'
  | 'code'
  | 'command-line'
  | 'guards'
  | 'routes'
  | 'views'
  | 'errors'
  | 'roots';

const MAY_IMPORT: Readonly<Record<Room, readonly Room[]>> = {
  /** The words and their rules. */
  domain: [],
  /** Measures over texts and numbers, in a worker. */
  analysis: ['platform'],
  /** The built-in model. Only the composition root knows it. */
  practice: ['platform'],
  /** Logs, paths, threads, queues, JSON: knows no word of ours. */
  platform: ['errors'],
  /** Asks services. */
  provider: ['domain', 'platform', 'errors'],
  /** Everything that is kept. */
  store: ['domain', 'platform', 'errors'],
  /** What is known of models: who serves them, prices, what they accept. */
  models: ['domain', 'provider', 'platform', 'errors'],
  /** Services that people add: kept, opened, tested. */
  connections: ['domain', 'provider', 'models', 'platform', 'errors'],
  /** Caps. */
  spending: ['domain', 'platform', 'errors'],
  /** What a run's answers say. */
  results: ['domain', 'analysis', 'platform', 'errors'],
  /** Judges answers, in a worker, and applies that to runs. */
  checks: ['domain', 'analysis', 'platform', 'errors'],
  /** Asks a model whether answers pass, in a run of its own. */
  judge: ['domain', 'checks', 'platform', 'errors'],
  /** Test inputs read from files and pasted tables. */
  cases: ['domain', 'prompts', 'platform', 'errors'],
  /** Test runs that find out what a setting does. */
  probes: ['domain', 'analysis', 'planning', 'platform', 'errors'],
  /** Drafts as they are edited, imported, exported. */
  prompts: ['domain', 'platform', 'errors'],
  /** Before Run: count, estimate, warn, start. */
  planning: ['domain', 'analysis', 'models', 'provider', 'spending', 'runner', 'platform', 'errors'],
  /** After Run: send, retry, stream, keep. */
  runner: ['domain', 'provider', 'spending', 'platform', 'errors'],
  /** Notebooks in and out as files; a shared page is drawn by the views. */
  'notebook-file': ['domain', 'cases', 'prompts', 'platform', 'views', 'errors'],
  /** Requests out as code, and in again by paste; pure. */
  code: ['domain'],
  /** Commands of the terminal; what they ask goes over the JSON API. */
  'command-line': ['domain', 'notebook-file', 'platform', 'errors'],
  /** Who may speak to the server. */
  guards: ['domain', 'platform', 'errors'],
  /** Pages and API: parse, call, render. */
  routes: [
    'domain',
    'analysis',
    'platform',
    'provider',
    'models',
    'connections',
    'spending',
    'results',
    'probes',
    'checks',
    'judge',
    'cases',
    'prompts',
    'planning',
    'runner',
    'notebook-file',
    'code',
    'guards',
    'views',
    'errors',
  ],
  /** Pure components. */
  views: ['domain'],
  errors: [],
  roots: [],
};

/** What may besides be imported by type: the shape of a thing, without the thing. */
const MAY_IMPORT_TYPES: Readonly<Partial<Record<Room, readonly Room[]>>> = {
  analysis: ['domain'],
  models: ['store'],
  connections: ['store', 'planning', 'runner'],
  spending: ['store'],
  results: ['store'],
  checks: ['store'],
  judge: ['store', 'planning', 'runner', 'models'],
  cases: ['store'],
  probes: ['store', 'runner', 'models', 'provider'],
  prompts: ['store', 'analysis'],
  planning: ['store'],
  runner: ['store'],
  'notebook-file': ['store'],
  routes: ['store', 'roots'],
};

/** Packages that belong to certain files: a package is for these alone, or these have no other packages. */
const PACKAGE_HOMES: readonly (readonly [name: string, packages: RegExp, home: RegExp])[] = [
  ['the openai client is for provider/openai/', /^openai(\/|$)/, /^src\/provider\/openai\//],
  ['tiktoken is for provider/tokens/', /^tiktoken(\/|$)/, /^src\/provider\/tokens\//],
  ['the database is for the store', /^(better-sqlite3|kysely)(\/|$)/, /^src\/store\//],
];
const PURE: readonly (readonly [name: string, files: RegExp, packages: RegExp])[] = [
  ['the domain is pure', /^src\/domain\//, /^$/],
  ['analysis is pure, in a worker', /^src\/analysis\//, /^(diff|node:worker_threads)$/],
  ['code is pure', /^src\/code\//, /^@lezer\//],
  ['views are pure', /^views\//, /^(hono\/(html|jsx|utils\/html)(\/.*)?|markdown-it(-.*)?)$/],
];

export interface Violation {
  readonly path: string;
  readonly imported: string;
  readonly rule: string;
}

/** Every import that breaks a rule, and every look at the environment outside of `src/config.ts`. */
export function violations(files: readonly SourceFile[]): readonly Violation[] {
  const imports = files.flatMap(importsOf);
  return [
    ...imports.flatMap((one) => brokenRules(one).map((rule) => ({ path: one.from, imported: one.to, rule }))),
    ...files.flatMap((file) =>
      file.path !== 'src/config.ts' && !file.path.startsWith('test/') && readsEnvironment(file)
        ? [{ path: file.path, imported: 'process.env', rule: 'the environment is for config.ts' }]
        : [],
    ),
    ...circlesIn(imports),
  ];
}

function brokenRules({ from, to, isType }: Import): readonly string[] {
  const [room, target] = [roomOf(from), roomOf(to)];
  if (room === null) return [];
  if (target === null) {
    return [
      ...PACKAGE_HOMES.flatMap(([name, packages, home]) => (packages.test(to) && !home.test(from) ? [name] : [])),
      ...PURE.flatMap(([name, pure, packages]) => (pure.test(from) && !packages.test(to) ? [name] : [])),
    ];
  }
  if (room === target || room === 'roots') return [];
  // A worker is the root of its thread: it puts together there what its room knows by type.
  const byType = isType || from.endsWith('-worker.ts');
  const allowed = [...MAY_IMPORT[room], ...(byType ? (MAY_IMPORT_TYPES[room] ?? []) : [])];
  return allowed.includes(target) ? [] : [`${room} may not import ${target}${isType ? ', not even types' : ''}`];
}

/** The room of a path; `null` for a package, and for files that are no part of the house, such as tests. */
function roomOf(path: string): Room | null {
  if (path.startsWith('views/')) return 'views';
  if (path === 'src/errors.ts') return 'errors';
  const [, room] = /^src\/([^/]+)\//.exec(path) ?? [];
  if (room === undefined) return path.startsWith('src/') ? 'roots' : null;
  if (!Object.hasOwn(MAY_IMPORT, room))
    throw new Error(`src/${room}/ is no room: say in MAY_IMPORT whom it may import.`);
  return room as Room;
}

function circlesIn(imports: readonly Import[]): readonly Violation[] {
  const own = imports.filter(({ to }) => /^(src|views|test)\//.test(to));
  return circles(own).map((files) => ({
    path: files[0] ?? '',
    imported: files.join(', '),
    rule: 'files do not import each other in a circle, values or types',
  }));
}
