import type { Example, Prompt, Variables } from './prompt.ts';

/** What tells one prompt from an earlier one, as short sentences without a full stop; empty when nothing does. */
export function promptChanges(before: Prompt, after: Prompt): readonly string[] {
  return [
    ...systemChanges(before.system, after.system),
    ...exampleChanges(before.examples, after.examples),
    ...conversationChanges(before, after),
    ...(before.encoding === after.encoding
      ? []
      : [`examples as ${after.encoding === 'turns' ? 'turns' : 'inline text'}`]),
    ...(before.template === after.template ? [] : ['template changed']),
    ...(before.templates === after.templates
      ? []
      : [after.templates === false ? 'braces sent as they are' : 'braces read as variables']),
    ...variableChanges(before.variables ?? {}, after.variables ?? {}),
  ];
}

function systemChanges(before: string | null, after: string | null): readonly string[] {
  if (before === after) return [];
  if (before === null) return ['system message added'];
  return [after === null ? 'system message removed' : 'system message changed'];
}

function exampleChanges(before: readonly Example[], after: readonly Example[]): readonly string[] {
  const known = counted(before.map(contentOf));
  const kept = counted(after.map(contentOf));
  const added = sumOver(kept, (key, times) => Math.max(0, times - (known.get(key) ?? 0)));
  const removed = sumOver(known, (key, times) => Math.max(0, times - (kept.get(key) ?? 0)));
  const on = after.filter(({ enabled }) => enabled).length;
  const switched = added === 0 && removed === 0 && on !== before.filter(({ enabled }) => enabled).length;
  const changed = Math.min(added, removed);
  const parts = [
    changed > 0 ? `${examples(changed)} changed` : '',
    added > changed ? `${examples(added - changed)} added` : '',
    removed > changed ? `${examples(removed - changed)} removed` : '',
    switched ? `${on} of ${examples(after.length)} on` : '',
  ].filter((part) => part !== '');
  if (parts.length > 0 || JSON.stringify(before) === JSON.stringify(after)) return parts;
  return ['examples in another order, or switched'];
}

function conversationChanges(before: Prompt, after: Prompt): readonly string[] {
  const earlier = (prompt: Prompt) => prompt.messages.slice(0, -1).map((message) => JSON.stringify(message));
  const [was, is] = [earlier(before), earlier(after)];
  const difference = is.length - was.length;
  const turns = (n: number) => `${n} earlier ${n === 1 ? 'turn' : 'turns'}`;
  const parts = [
    difference > 0 ? `${turns(difference)} added` : '',
    difference < 0 ? `${turns(-difference)} removed` : '',
    difference === 0 && was.join() !== is.join() ? 'earlier turns changed' : '',
    JSON.stringify(before.messages.at(-1)) === JSON.stringify(after.messages.at(-1)) ? '' : 'user message changed',
  ];
  return parts.filter((part) => part !== '');
}

function contentOf({ input, output }: Example): string {
  return JSON.stringify([input, output]);
}

function counted(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function sumOver(counts: ReadonlyMap<string, number>, of: (key: string, times: number) => number): number {
  return [...counts].reduce((sum, [key, times]) => sum + of(key, times), 0);
}

function examples(n: number): string {
  return `${n} ${n === 1 ? 'example' : 'examples'}`;
}

function own(variables: Variables, name: string): string | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

function variableChanges(before: Variables, after: Variables): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => own(before, name) !== own(after, name)).map((name) => `variable ${name} changed`);
}
