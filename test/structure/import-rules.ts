/** A source file by its path from the project's folder. */
export interface SourceFile {
  readonly path: string;
  readonly source: string;
}

export interface Violation {
  readonly path: string;
  readonly imported: string;
  readonly rule: string;
}

interface Rule {
  readonly name: string;
  /** Whether a file may import this: a path from the project's folder, or a package. */
  readonly allows: (path: string, imported: string) => boolean;
}

const WORKERS = new Set(['src/analysis/analyst.ts', 'src/analysis/analyst-worker.ts']);

/** What may import what. Each rule speaks of the files or packages it is about and lets all others pass. */
export const RULES: readonly Rule[] = [
  { name: 'domain imports only itself', allows: within('src/domain/') },
  {
    name: 'analysis imports only itself',
    allows: (path, imported) =>
      within('src/analysis/')(path, imported) ||
      (WORKERS.has(path) && ['node:worker_threads', 'src/platform/start-thread.ts'].includes(imported)) ||
      (path === 'src/analysis/word-diff.ts' && imported === 'diff'),
  },
  {
    name: 'practice imports no other part of the project',
    allows: (path, imported) =>
      !path.startsWith('src/practice/') || isPackage(imported) || imported.startsWith('src/practice/'),
  },
  {
    name: 'views import nothing of src but the domain',
    allows: (path, imported) =>
      !path.startsWith('views/') || !imported.startsWith('src/') || imported.startsWith('src/domain/'),
  },
  { name: 'the openai SDK is for provider/openai*', allows: only(/^openai(\/|$)/, /^src\/provider\/openai[^/]*\.ts$/) },
  { name: 'tiktoken is for provider/tokens*', allows: only(/^tiktoken(\/|$)/, /^src\/provider\/tokens[^/]*\.ts$/) },
  {
    name: 'the database is for the store',
    allows: only(/^(better-sqlite3|kysely)(\/|$)/, /^src\/store\//),
  },
  {
    name: 'routes are for the app',
    allows: only(/^src\/routes\//, /^src\/(app\.tsx$|app-deps\.ts$|compose-app\.ts$|routes\/)/),
  },
];

const SPECIFIER =
  /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*(['"])(.+?)\1|^\s*import\s*(['"])(.+?)\3|\bimport\s*\(\s*(['"])(.+?)\5/gm;
const ENVIRONMENT = /\bprocess\s*(\.\s*env\b|\[\s*['"]env)|\benv\b[^;]*\bfrom\s*['"](node:)?process['"]/;

/** Every import that breaks a rule, and every look at the environment outside of `src/config.ts`. */
export function violations(files: readonly SourceFile[]): readonly Violation[] {
  return files.flatMap(({ path, source }) => [
    ...importsOf({ path, source }).flatMap((imported) =>
      RULES.filter(({ allows }) => !allows(path, imported)).map(({ name: rule }) => ({ path, imported, rule })),
    ),
    ...(path !== 'src/config.ts' && ENVIRONMENT.test(withoutComments(source))
      ? [{ path, imported: 'process.env', rule: 'the environment is for config.ts' }]
      : []),
  ]);
}

/** What a file imports: paths from the project's folder, and packages as they are named. */
export function importsOf({ path, source }: SourceFile): readonly string[] {
  const folder = `file:///${path}`;
  return [...withoutComments(source).matchAll(SPECIFIER)]
    .map((match) => match[2] ?? match[4] ?? match[6] ?? '')
    .map((specifier) => (specifier.startsWith('.') ? new URL(specifier, folder).pathname.slice(1) : specifier));
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

function within(folder: string) {
  return (path: string, imported: string) => !path.startsWith(folder) || imported.startsWith(folder);
}

function only(subject: RegExp, importers: RegExp) {
  return (path: string, imported: string) => !subject.test(imported) || importers.test(path);
}

function isPackage(imported: string): boolean {
  return !imported.startsWith('src/') && !imported.startsWith('views/');
}
