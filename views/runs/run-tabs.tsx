import type { Child } from 'hono/jsx';
import { domId } from '../dom-id.ts';

const TABS = [
  ['answers', 'Answers'],
  ['differences', 'Differences'],
  ['charts', 'Charts'],
  ['log', 'Log'],
] as const;

export type TabName = (typeof TABS)[number][0];

interface RunTabsProps {
  readonly run: number;
  /** Tabs behind which there is nothing to see; a press that has something to show there brings its tab back. */
  readonly without: readonly TabName[];
  /** What stands at the end of the tabs' line. */
  readonly tools: Child;
  readonly children: Child;
}

/**
 * What a run shows, one thing at a time. The tabs are a choice of one, so that they work without a script, are one stop for
 * the Tab key, and stay as they are when a stream replaces what is behind them.
 */
export function RunTabs({ run, without, tools, children }: RunTabsProps) {
  return (
    <div class="tabbed">
      <div class="strip flat">
        <fieldset class="tabs">
          <legend class="unseen">What is shown of run {run}</legend>
          {TABS.map(([name, label]) => (
            <label hidden={without.includes(name)}>
              <input
                type="radio"
                name={domId('run', run, 'tab')}
                id={runTabId(run, name)}
                value={name}
                checked={name === 'answers'}
                autocomplete="off"
              />
              {label}
            </label>
          ))}
        </fieldset>
        <span class="end">{tools}</span>
      </div>
      {children}
    </div>
  );
}

/** What is behind one tab. */
export function RunTab({ name, children }: { readonly name: TabName; readonly children: Child }) {
  return (
    <div class="tab-panel" data-tab={name}>
      {children}
    </div>
  );
}

/** The id of the choice that opens a tab. */
export function runTabId(run: number, name: TabName): string {
  return domId('run', run, 'tab', name);
}
