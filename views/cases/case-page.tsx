import type { Case } from '../../src/domain/cases/case.ts';
import { Page, type PageContext } from '../layout.tsx';
import { CaseForm } from './case-form.tsx';

interface CasePageProps {
  readonly experiment: { readonly id: number; readonly title: string };
  readonly place: number;
  readonly one: Case;
  /** The variables that it fills; none: it is a user message. */
  readonly names: readonly string[];
  readonly context: PageContext;
}

/** One case of an experiment, to be changed; runs keep the case as they saw it. */
export function CasePage({ experiment, place, one, names, context }: CasePageProps) {
  const path = `/experiments/${experiment.id}/cases`;
  return (
    <Page title={`Case ${place + 1} of ${experiment.title}`} section="notebooks" context={context}>
      <header class="title">
        <h1 dir="auto">{one.name ?? `Case ${place + 1}`}</h1>
        <a href={path}>All cases</a>
      </header>
      <section class="card about-rows" aria-label="The case">
        <CaseForm action={`${path}/${place}`} names={names} one={one} button="Save case" />
        <p class="muted small">Runs keep the case as they saw it.</p>
      </section>
    </Page>
  );
}
