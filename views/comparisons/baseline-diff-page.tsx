import { Page, type PageContext } from '../layout.tsx';
import { Differences } from './baseline-diff.tsx';
import type { DifferencesProps } from './differences-props.ts';

/** A run's differences at their own address. */
export function DifferencesPage({ context, ...props }: DifferencesProps & { readonly context: PageContext }) {
  const { run } = props.differences;
  return (
    <Page title={`Differences in run ${run}`} section="notebooks" context={context}>
      <header class="title">
        <h1>Differences in run {run}</h1>
        <a href={`/runs/${run}`}>Run {run}</a>
      </header>
      <div class="card">
        <Differences {...props} />
      </div>
    </Page>
  );
}
