import { tagsOf } from './example-edits.ts';
import type { Message } from './message.ts';
import { type Encoding, type Example, enabledExamples, isSent, type Prompt, type Variables } from './prompt.ts';

/** What a variant changes of the prompt; what is not named stays as it is. */
export interface VariantChanges {
  /** Takes the prompt of an earlier version of the experiment instead; the other changes come after. */
  readonly version?: number;
  readonly system?: string | null;
  readonly examples?: readonly Example[];
  readonly messages?: readonly Message[];
  readonly encoding?: Encoding;
  readonly template?: string | null;
  readonly variables?: Variables;
  /** Of the rows switched on, only those with this tag. */
  readonly tag?: string;
  /** Of the rows switched on, only the first so many. */
  readonly shots?: number;
  /** Of the rows that are left, only so many for each case: those most like what the case asks. All of them without cases. */
  readonly nearest?: number;
}

/** A named change to a prompt inside one run. */
interface Variant {
  readonly name: string;
  readonly changes: VariantChanges;
}

/** A variant in a run. */
export interface RunVariant extends Variant {
  /** Counted when the run starts; `null` before. */
  readonly inputTokens: number | null;
}

/** A variant that the editor offers. `key` is how the draft keeps the choice; `name`, what the run calls it now. */
export interface VariantChoice extends Variant {
  readonly key: string;
  readonly group: 'Prompt' | 'System message' | 'Encoding' | 'Examples' | 'Tags' | 'Versions';
}

const SHOTS = [0, 1, 2, 4, 8, 16, 32, 64, 128];

/** The prompt with a variant's changes; `versions` holds the prompts of earlier versions by number. */
export function applyVariant(
  prompt: Prompt,
  changes: VariantChanges,
  versions: ReadonlyMap<number, Prompt> = new Map(),
): Prompt {
  const { version, tag, shots, nearest: _, ...parts } = changes;
  const earlier = version === undefined ? undefined : versions.get(version);
  const base =
    earlier === undefined ? prompt : { ...earlier, variables: { ...earlier.variables, ...prompt.variables } };
  const changed: Prompt = {
    ...base,
    ...parts,
    ...(parts.variables === undefined ? {} : { variables: { ...base.variables, ...parts.variables } }),
  };
  return { ...changed, examples: chosenExamples(changed, tag, shots) };
}

/** What the editor offers to compare, by what the prompt holds. */
export function variantChoices(prompt: Prompt, versions: readonly number[]): readonly VariantChoice[] {
  const on = enabledExamples(prompt).length;
  const system: VariantChoice[] =
    prompt.system === null ? [] : [choice('System message', 'without system', { system: null })];
  const encodings: VariantChoice[] =
    on === 0
      ? []
      : [choice('Encoding', 'turns', { encoding: 'turns' }), choice('Encoding', 'inline', { encoding: 'inline' })];
  const shots = on === 0 ? [] : SHOTS.filter((k) => k < on).map((k) => choice('Examples', `${k}-shot`, { shots: k }));
  const all: VariantChoice[] = on === 0 ? [] : [{ ...choice('Examples', `${on}-shot`, { shots: on }), key: 'all' }];
  return [
    choice('Prompt', 'as written', {}),
    ...system,
    ...encodings,
    ...shots,
    ...all,
    ...tagsOf({ ...prompt, examples: enabledExamples(prompt) }).map((tag) => choice('Tags', `tag ${tag}`, { tag })),
    ...versions.map((version) => choice('Versions', `version ${version}`, { version })),
  ];
}

/** The keys a draft keeps as one text; tags hold no commas, so neither do keys. */
export function parseVariantKeys(text: string): readonly string[] {
  return text
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');
}

function choice(group: VariantChoice['group'], name: string, changes: VariantChanges): VariantChoice {
  return { group, key: name, name, changes };
}

/** Rows that are left out stay in the prompt, switched off, so that a version can be told from its variants. */
function chosenExamples(prompt: Prompt, tag: string | undefined, shots: number | undefined): readonly Example[] {
  if (tag === undefined && shots === undefined) return prompt.examples;
  let left = shots ?? Number.POSITIVE_INFINITY;
  return prompt.examples.map((row) => {
    if (!isSent(row)) return row;
    const chosen = left > 0 && (tag === undefined || row.tags.includes(tag));
    if (chosen) left -= 1;
    return chosen ? row : { ...row, enabled: false };
  });
}
