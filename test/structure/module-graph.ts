import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type Node, type Program, parseSync, Visitor } from 'oxc-parser';

/** A source file by its path from the project's folder. */
export interface SourceFile {
  readonly path: string;
  readonly source: string;
}

/** One import or re-export: another file by its path from the project's folder, or a package as it is named. */
export interface Import {
  readonly from: string;
  readonly to: string;
  /** Whether nothing of it is left when types are taken away. */
  readonly isType: boolean;
}

/** The TypeScript files below folders of the project. */
export function sourceFiles(root: string, folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({
        path: path.slice(root.length).replaceAll('\\', '/').replace(/^\//, ''),
        source: readFileSync(path, 'utf8'),
      })),
  );
}

/** Every import of a file, as a parser reads it: static, dynamic, re-exported, and inside types. */
export function importsOf({ path, source }: SourceFile): readonly Import[] {
  const parsed = parseSync(path, source);
  const { module, errors } = parsed;
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const imported = (specifier: string, isType: boolean): Import => ({
    from: path,
    to: resolved(path, specifier),
    isType,
  });
  const areTypes = (entries: readonly { readonly isType: boolean }[]) =>
    entries.length > 0 && entries.every(({ isType }) => isType);
  return [
    ...module.staticImports.map(({ moduleRequest, entries }) => imported(moduleRequest.value, areTypes(entries))),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) =>
        moduleRequest === null ? [] : [imported(moduleRequest.value, isType)],
      ),
    ),
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) =>
      imported(unquoted(source.slice(start, end)), false),
    ),
    // Walking the tree takes long, and few files have what is looked for.
    ...(source.includes('import(') ? typeImports(parsed.program) : []).map((specifier) => imported(specifier, true)),
  ];
}

function resolved(path: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
}

function unquoted(literal: string): string {
  return literal.replace(/^['"`]|['"`]$/g, '');
}

/** What stands in `import('…')` inside of a type. */
function typeImports(program: Program): readonly string[] {
  const found: string[] = [];
  new Visitor({ TSImportType: ({ source }) => void found.push(source.value) }).visit(program);
  return found;
}

/**
 * Whether a file takes the environment from the process: as a member, by destructuring, or by importing it. Text and comments that
 * speak of it do not count.
 */
export function readsEnvironment({ path, source }: SourceFile): boolean {
  if (!/\bprocess\b/.test(source)) return false;
  const { program } = parseSync(path, source);
  let found = false;
  new Visitor({
    MemberExpression: ({ object, property }) => {
      found ||= isProcess(object) && nameOf(property) === 'env';
    },
    VariableDeclarator: ({ id, init }) => {
      found ||= init !== null && isProcess(init) && id.type === 'ObjectPattern';
    },
    ImportDeclaration: ({ source: from, specifiers }) => {
      found ||= /^(node:)?process$/.test(from.value) && specifiers.length > 0;
    },
  }).visit(program);
  return found;
}

/** `process` itself, or as a member of the global object. */
function isProcess(node: Node): boolean {
  return nameOf(node.type === 'MemberExpression' ? node.property : node) === 'process';
}

/** A name, written as such or as text in brackets. */
function nameOf(node: Node): unknown {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'Literal' ? node.value : null;
}

/** Groups of files that import each other in a circle, each group in order of its paths. */
export function circles(imports: readonly Pick<Import, 'from' | 'to'>[]): readonly (readonly string[])[] {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to]);
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  // Tarjan's algorithm: a group is complete when the search leaves the file it entered the group by.
  const visit = (file: string): number => {
    const entered = order.size;
    order.set(file, entered);
    lowest.set(file, entered);
    stack.push(file);
    for (const target of targets.get(file) ?? []) {
      const reached = order.has(target) ? (stack.includes(target) ? (order.get(target) ?? 0) : entered) : visit(target);
      lowest.set(file, Math.min(lowest.get(file) ?? entered, reached));
    }
    const low = lowest.get(file) ?? entered;
    if (low === entered) {
      const group = stack.splice(stack.indexOf(file));
      if (group.length > 1 || (targets.get(file) ?? []).includes(file)) found.push(group.sort());
    }
    return low;
  };
  for (const file of targets.keys()) if (!order.has(file)) visit(file);
  return found;
}
