import type { DraftError } from '../notebook/draft.ts';
import { MAX_MESSAGES, type RunRequest } from '../run/run.ts';
import { MAX_IMAGES } from './image.ts';
import { missingVariables, type Prompt, promptMessages, templateProblem } from './prompt.ts';
import { variableProblem } from './prompt-variables.ts';
import { applyVariant } from './variant.ts';

/** A prompt that a run asks, under the name of its variant; `null`: as written. */
export interface VariantPrompt {
  readonly variant: string | null;
  readonly prompt: Prompt;
  /** How many of its examples each case is asked with: those most like it. Absent: all. */
  readonly nearest?: number;
}

/** The variants that a run asks, by name: those of its grid, then others that added columns take. `null`: the prompt as written. */
export function askedVariants({ sweep, addedColumns = [] }: Pick<RunRequest, 'sweep' | 'addedColumns'>) {
  const added = addedColumns.flatMap(({ variant }) => (variant === undefined ? [] : [variant]));
  return [...new Set([...sweep.variant, ...added])];
}

/** Every prompt that a run asks, in the order of its variants. `versions` holds those that variants name. */
export function variantPrompts(
  prompt: Prompt,
  request: Pick<RunRequest, 'sweep' | 'variants' | 'addedColumns'>,
  versions: ReadonlyMap<number, Prompt> = new Map(),
): readonly VariantPrompt[] {
  const { variants = [] } = request;
  return askedVariants(request).map((name) => {
    const variant = variants.find((candidate) => candidate.name === name);
    if (variant === undefined) return { variant: name, prompt };
    const { nearest } = variant.changes;
    const changed = applyVariant(prompt, variant.changes, versions);
    return { variant: name, prompt: changed, ...(nearest === undefined ? {} : { nearest }) };
  });
}

/** What keeps prompts from being asked: variables without a value, a template that writes no example, too many messages. */
export function askingProblems(variantPrompts: readonly VariantPrompt[]): readonly DraftError[] {
  const unfilled = variantPrompts.map(({ prompt }) => variableProblem(prompt)).find((problem) => problem !== null);
  if (unfilled !== undefined) return [{ path: 'variables', message: unfilled }];
  const missing = new Set(variantPrompts.flatMap(({ prompt }) => missingVariables(prompt)));
  const problems = variantPrompts.flatMap(({ prompt }): readonly DraftError[] => {
    const template = templateProblem(prompt);
    const messages = promptMessages(prompt).length;
    return [
      ...(template === null ? [] : [{ path: 'template', message: template }]),
      ...(messages <= MAX_MESSAGES ? [] : [tooManyMessages(messages)]),
      ...(imagesOf(prompt) <= MAX_IMAGES ? [] : [TOO_MANY_IMAGES]),
    ];
  });
  const distinct = new Map(problems.map((problem) => [problem.message, problem]));
  return [...[...missing].map(missingVariable), ...distinct.values()];
}

/** The versions that a run's variants name. */
export function versionsNamed({ variants = [] }: Pick<RunRequest, 'variants'>): readonly number[] {
  return [...new Set(variants.flatMap(({ changes }) => (changes.version === undefined ? [] : [changes.version])))];
}

/** The input tokens counted for a variant; `null` where none were. */
export function variantTokens({ variants = [] }: Pick<RunRequest, 'variants'>, name: string | null): number | null {
  return variants.find((variant) => variant.name === name)?.inputTokens ?? null;
}

function missingVariable(name: string): DraftError {
  return {
    path: `variables.${name}`,
    message: `The variable “${name}” has no value. Give it one, or write \\{{${name}}} to send the braces themselves.`,
  };
}

function tooManyMessages(messages: number): DraftError {
  return {
    path: 'messages',
    message: `${messages} messages are too many: at most ${MAX_MESSAGES} fit in one request.`,
  };
}

function imagesOf({ messages }: Prompt): number {
  return messages.reduce((sum, { images = [] }) => sum + images.length, 0);
}

const TOO_MANY_IMAGES: DraftError = { path: 'messages', message: `At most ${MAX_IMAGES} images fit in one request.` };
