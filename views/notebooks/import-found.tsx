import type { ExperimentPreview, NotebookPreview } from '../../src/domain/notebook/notebook-preview.ts';
import { exactText } from '../exact-text.tsx';
import { plural } from '../format.ts';
import { PastedMessage, PasteProblems } from './paste-parts.tsx';

/** What was read of a file, before anything is made of it; a text says why nothing could be. */
export function ImportFound({ found }: { readonly found: NotebookPreview | string }) {
  if (typeof found === 'string') return <p class="err small">{found}</p>;
  const { title, notes, experiments, found: all, problems } = found;
  return (
    <>
      <PasteProblems problems={problems} />
      <p class="small">
        “{exactText(title)}”: {plural(all, 'experiment')}
        {notes > 0 && ` and ${plural(notes, 'note')}`} read.
      </p>
      {experiments.map((experiment) => (
        <Experiment experiment={experiment} />
      ))}
      {all > experiments.length && <p class="muted small">and {all - experiments.length} more.</p>}
    </>
  );
}

function Experiment({ experiment }: { readonly experiment: ExperimentPreview }) {
  const { title, model, system, messages, examples, cases, checks, runs } = experiment;
  const counts = [
    ...(model === '' ? [] : [model]),
    ...(examples > 0 ? [plural(examples, 'example')] : []),
    ...(cases > 0 ? [plural(cases, 'case')] : []),
    ...(checks > 0 ? [plural(checks, 'check')] : []),
    ...(runs > 0 ? [plural(runs, 'run')] : []),
  ];
  return (
    <section aria-label={title}>
      <p class="small">
        <strong dir="auto">{exactText(title)}</strong>
        {counts.length > 0 && ` · ${counts.join(' · ')}`}
      </p>
      <dl class="messages">
        {system !== null && <PastedMessage speaker="system" content={system} />}
        {messages.map(({ role, content }) => (
          <PastedMessage speaker={role} content={content} />
        ))}
      </dl>
    </section>
  );
}
