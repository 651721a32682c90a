import { argumentsOf, type ToolCall } from '../../src/domain/prompt/tool.ts';
import type { Completion } from '../../src/domain/run/completion.ts';
import type { Remark } from '../../src/domain/run/remark.ts';
import { domId } from '../dom-id.ts';
import { exactText } from '../exact-text.tsx';
import { TextArea } from '../text-area.tsx';
import { FieldProblems } from './field-problems.tsx';

interface CallListProps {
  readonly calls: readonly ToolCall[];
  /** What is to be said of the answer that makes the calls. */
  readonly remarks?: readonly Remark[] | undefined;
}

/** The functions that a message asks to be called, with what they are given, and where that does not fit. */
export function CallList({ calls, remarks = [] }: CallListProps) {
  return (
    <ul class="calls" aria-label="Function calls">
      {calls.map((call, index) => (
        <li>
          <code class="name">{call.function.name}</code>
          <Arguments call={call} />
          {remarks.map(
            (remark) =>
              remark.kind === 'arguments_not_met' &&
              remark.call === index && (
                <FieldProblems
                  title="The call does not fit the function:"
                  label="Arguments that do not fit"
                  problems={remark.problems}
                />
              ),
          )}
        </li>
      ))}
    </ul>
  );
}

/** Each argument by its name; what is no JSON object as it was written. */
function Arguments({ call }: { readonly call: ToolCall }) {
  const given = argumentsOf(call);
  if (given === null) return <WrittenArguments text={call.function.arguments} />;
  const entries = Object.entries(given);
  if (entries.length === 0) return <span class="muted small">without arguments</span>;
  return (
    <dl class="arguments">
      {entries.map(([name, value]) => (
        <div>
          <dt>{exactText(name)}</dt>
          <dd dir="auto">{exactText(typeof value === 'string' ? value : JSON.stringify(value, null, 1))}</dd>
        </div>
      ))}
    </dl>
  );
}

function WrittenArguments({ text, id }: { readonly text: string; readonly id?: string }) {
  return (
    <pre class="written" id={id} hx-ignore>
      {exactText(text)}
    </pre>
  );
}

/** The calls of an answer: as they come while it streams; then with a place for the result of each, to go on from. */
export function AnswerCalls({ completion }: { readonly completion: Completion }) {
  const { id, status, toolCalls = [], remarks } = completion;
  if (toolCalls.length === 0) return null;
  if (status === 'streaming') {
    return (
      <ul class="calls" aria-label="Function calls">
        {toolCalls.map((call, index) => (
          <li>
            <code class="name">{call.function.name}</code>
            <WrittenArguments id={callTextId(id, index)} text={call.function.arguments} />
          </li>
        ))}
      </ul>
    );
  }
  return (
    <>
      <CallList calls={toolCalls} remarks={remarks} />
      {(status === 'done' || status === 'incomplete') && <Results id={id} calls={toolCalls} />}
    </>
  );
}

/** The place where the arguments of a call grow while they stream. */
export function callTextId(completion: number, index: number): string {
  return domId('completion', completion, 'call', index);
}

function Results({ id, calls }: { readonly id: number; readonly calls: readonly ToolCall[] }) {
  return (
    <details class="results">
      <summary>Go on with {calls.length === 1 ? 'a result' : 'results'}</summary>
      {calls.map((call, index) => {
        const field = domId('completion', id, 'result', index);
        return (
          <div class="field">
            <label for={field}>
              Result of {call.function.name}
              {calls.length > 1 && ` (${index + 1})`}
            </label>
            <TextArea
              id={field}
              name={resultName(id, index)}
              rows={1}
              placeholder="Empty: the fixed result of this function, where there is one."
              text=""
            />
          </div>
        );
      })}
      <button
        type="button"
        class="button"
        hx-post={`/completions/${id}/results`}
        hx-include="closest .experiment, closest .results"
        hx-swap="none"
      >
        Add to the conversation
      </button>
    </details>
  );
}

/** The form field that holds the result of a call; results of several answers may be sent together. */
export function resultName(completion: number, index: number): string {
  return `result-${completion}-${index}`;
}
