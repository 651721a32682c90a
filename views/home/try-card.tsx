import type { DraftError } from '../../src/domain/notebook/draft.ts';
import type { Preview, PreviewCost } from '../../src/domain/run/preview.ts';
import { plural, usd } from '../format.ts';
import { temperatureClass } from '../temperature-class.ts';
import { TextArea } from '../text-area.tsx';

/** What stands in the form, right or wrong. */
export interface TrialFields {
  readonly content: string;
  readonly temperature: string;
  readonly samples: string;
  readonly errors: readonly DraftError[];
}

/** What a newcomer finds in it: the built-in model knows many answers to this. */
export const FIRST_TRIAL: TrialFields = {
  content: 'Give me a name for a shop that sells tea.',
  temperature: '0, 0.7, 1.5',
  samples: '4',
  errors: [],
};

/** What to look for in the answers. */
const EXPECTED = [
  [0, 'nearly always the same'],
  [0.7, 'some variety'],
  [1.5, 'different, and stranger'],
] as const;

/** A prompt to try on the spot. */
export function TryCard({ trial, free }: { readonly trial: TrialFields; readonly free: boolean }) {
  return (
    <section class="card try" aria-labelledby="try-title">
      <header>
        <h2 id="try-title">Try it</h2>
        <span class="end muted small">one question, several temperatures</span>
      </header>
      <TryForm trial={trial} />
      <dl class="expected">
        {EXPECTED.map(([temperature, words]) => (
          <div class={temperatureClass(temperature)}>
            <dt>
              {temperature}
              <span class="unseen"> temperature</span>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <footer>
        {free ? (
          <p>
            You are using the built-in model: free, no key, and it knows little.{' '}
            <a href="/connections?preset=openai#form">Use a real model</a>
          </p>
        ) : (
          <span>Run makes a notebook of it. Every answer is kept, with its tokens and its cost.</span>
        )}
      </footer>
    </section>
  );
}

/** The form alone, as an answer that found faults in it shows it again. */
export function TryForm({ trial }: { readonly trial: TrialFields }) {
  return (
    <form id="try-form" action="/trials" method="post" hx-post="/trials" hx-swap="none" hx-sync="this:drop">
      <div class="field">
        <label for="try-content">User message</label>
        <TextArea
          id="try-content"
          name="content"
          class="input"
          rows={3}
          text={trial.content}
          {...faultOf(trial, 'messages.0')}
        />
        <Fault trial={trial} path="messages.0" />
      </div>
      <div class="line">
        <Setting trial={trial} name="temperature" label="Temperatures" />
        <Setting trial={trial} name="samples" label="Samples" />
        <button type="submit" class="button primary">
          Run
        </button>
      </div>
      <p
        class="hint"
        id="try-forecast"
        hx-post="/trials/forecast"
        hx-include="#try-form"
        hx-trigger="load, input from:#try-form delay:400ms"
        hx-swap="innerHTML"
      >
        <TrialFaults trial={trial} />
      </p>
    </form>
  );
}

interface SettingProps {
  readonly trial: TrialFields;
  readonly name: 'temperature' | 'samples';
  readonly label: string;
}

function Setting({ trial, name, label }: SettingProps) {
  return (
    <div class="field">
      <label for={`try-${name}`}>{label}</label>
      <input
        id={`try-${name}`}
        class={name === 'samples' ? 'input number' : 'input'}
        name={name}
        value={trial[name]}
        inputmode={name === 'samples' ? 'numeric' : undefined}
        autocomplete="off"
        {...faultOf(trial, name)}
      />
      <Fault trial={trial} path={name} />
    </div>
  );
}

function faultOf({ errors }: TrialFields, path: string) {
  if (!errors.some((error) => error.path === path)) return {};
  return { 'aria-invalid': 'true' as const, 'aria-describedby': faultId(path) };
}

function Fault({ trial, path }: { readonly trial: TrialFields; readonly path: string }) {
  const error = trial.errors.find((one) => one.path === path);
  return error === undefined ? null : (
    <span class="field-error" id={faultId(path)} role="alert">
      {error.message}
    </span>
  );
}

function faultId(path: string): string {
  return `try-${path.replace('.', '-')}-error`;
}

/** Faults of what has no field here, such as a model that is away. */
function TrialFaults({ trial: { errors } }: { readonly trial: TrialFields }) {
  const shown = new Set(['messages.0', 'temperature', 'samples']);
  return (
    <>
      {errors
        .filter(({ path }) => !shown.has(path))
        .map(({ message }) => message)
        .join(' ')}
    </>
  );
}

/** What Run would send, and what that can cost. */
export function TrialForecast({ preview, model }: { readonly preview: Preview; readonly model: string }) {
  const { errors, requests, cost } = preview;
  const [error] = errors;
  if (error !== undefined) return <span class={error.path === 'messages.0' ? '' : 'bad'}>{error.message}</span>;
  if (requests === null || cost === null) return <>{model}</>;
  return (
    <>
      {plural(requests, 'request')} to {model}, {costText(cost)}
    </>
  );
}

function costText(cost: PreviewCost): string {
  switch (cost.kind) {
    case 'free':
      return 'free';
    case 'unpriced':
      return `cost not known: no price is known for ${cost.models.map(({ model }) => model).join(', ')}`;
    case 'priced':
      return cost.most === null ? 'cost without a known bound' : `at most ${usd(cost.most)}`;
  }
}
