import { domId } from '../dom-id.ts';

/** The name of the next run: sent along by Run, so that a double click starts one run, and replaced once it is used. */
export function RunKey({ experiment, value }: { readonly experiment: number; readonly value: string }) {
  return <input type="hidden" id={domId('experiment', experiment, 'key')} name="key" value={value} />;
}
