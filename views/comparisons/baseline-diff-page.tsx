import { Page, type PageContext } from '../layout.tsx';
import { Differences } from './baseline-diff.tsx';
import type { DifferencesProps } from './differences-props.ts';

/** A run's differences at their own address. */
export function DifferencesPage({ context, ...props }: DifferencesProps & { readonly context: PageContext }) {
  const { run } = props.differences;
  return (
    <Page title={`Differences in run ${run}`} section="notebooks" context={context}>
      <div class="head">
        <h1>Differences in run {run}</h1>
        <a href={`/runs/${run}`}>Run {run}</a>
      </div>
      <div class="card">
        <Differences {...props} />
      </div>
    </Page>
  );
}
