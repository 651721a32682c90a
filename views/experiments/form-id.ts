import { domId } from '../dom-id.ts';

/** The id of the form that holds an experiment's draft. */
export function experimentForm(id: number): string {
  return domId('experiment', id, 'form');
}
