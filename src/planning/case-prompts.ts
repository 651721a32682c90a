import { type Case, promptForCase } from '../domain/cases/case.ts';
import type { DraftError } from '../domain/notebook/draft.ts';
import type { Message } from '../domain/prompt/message.ts';
import { missingVariables, promptMessages, variablesOf } from '../domain/prompt/prompt.ts';
import { variableValues } from '../domain/prompt/template.ts';
import { askingProblems, type VariantPrompt } from '../domain/prompt/variant-prompts.ts';
import { longestPrompt, promptsForCases } from './nearest-examples.ts';

/** Problems of so many cases are named; the rest will be alike. */
const MAX_NAMED = 20;
/** So many cases are counted to say how large a request can get: the longest ones. */
const MAX_COUNTED = 20;

/** What keeps cases from being asked with these prompts: a variable without a value, a case that no prompt uses. */
export function caseProblems(variantPrompts: readonly VariantPrompt[], cases: readonly Case[]): readonly DraftError[] {
  const [first] = cases;
  if (first === undefined) return [{ path: 'cases', message: 'There are no cases: give at least one.' }];
  const general = askingProblems(inCase(variantPrompts, first)).filter(({ path }) => !path.startsWith('variables.'));
  const needed = neededOf(variantPrompts);
  const used = new Set(variantPrompts.flatMap(({ prompt }) => variablesOf(prompt)));
  const own = cases.flatMap((one, place) => problemsOf(one, place, { variantPrompts, needed, used }));
  return [...general, ...own.slice(0, MAX_NAMED)];
}

interface Wanted {
  readonly variantPrompts: readonly VariantPrompt[];
  readonly needed: ReadonlySet<string>;
  readonly used: ReadonlySet<string>;
}

function problemsOf(one: Case, place: number, { variantPrompts, needed, used }: Wanted): readonly DraftError[] {
  if ('message' in one.input) {
    const missing = new Set(inCase(variantPrompts, one).flatMap(({ prompt }) => missingVariables(prompt)));
    return [...missing].map((name) => missingValue(place, one, name));
  }
  const given = [...variableValues(one.input.variables).keys()];
  if (given.length > 0 && !given.some((name) => used.has(name))) return [unused(place, given)];
  return [...needed].filter((name) => !given.includes(name)).map((name) => missingValue(place, one, name));
}

function neededOf(variantPrompts: readonly VariantPrompt[]): ReadonlySet<string> {
  return new Set(variantPrompts.flatMap(({ prompt }) => missingVariables(prompt)));
}

function missingValue(place: number, { name }: Case, variable: string): DraftError {
  const which = name === null ? `Case ${place + 1}` : `Case ${place + 1} (“${name}”)`;
  return { path: `cases.${place}.variables.${variable}`, message: `${which} has no value for “${variable}”.` };
}

function unused(place: number, names: readonly string[]): DraftError {
  const [name = ''] = names;
  return {
    path: `cases.${place}.variables`,
    message: `The prompt uses no variable of case ${place + 1}: write {{${name}}} where its value belongs.`,
  };
}

/** The prompts as they ask one case, each with the longest examples it may take. */
function inCase(variantPrompts: readonly VariantPrompt[], one: Case): readonly VariantPrompt[] {
  return variantPrompts.map((each) => ({ variant: each.variant, prompt: promptForCase(longestPrompt(each), one) }));
}

/** The messages of a variant's request for the case at a place. */
export function caseMessages(
  variantPrompts: readonly VariantPrompt[],
  cases: readonly Case[],
): (variant: string | null, place: number) => readonly Message[] {
  const prompts = new Map(variantPrompts.map((each) => [each.variant, promptsForCases(each)]));
  return (variant, place) => {
    const [promptFor, one] = [prompts.get(variant), cases[place]];
    if (promptFor === undefined || one === undefined) throw new RangeError(`no case ${place} of variant ${variant}`);
    return promptMessages(promptForCase(promptFor(one), one));
  };
}

/** The prompts that tell how large a run's requests get: those of its longest cases. */
export function longestPrompts(
  variantPrompts: readonly VariantPrompt[],
  cases: readonly Case[],
): readonly VariantPrompt[] {
  const sizes = cases.map((one, place) => ({ place, size: Buffer.byteLength(JSON.stringify(one.input)) }));
  const longest = sizes.sort((a, b) => b.size - a.size || a.place - b.place).slice(0, MAX_COUNTED);
  return longest.flatMap(({ place }) => {
    const one = cases[place];
    return one === undefined ? [] : inCase(variantPrompts, one);
  });
}
