import type { Remark } from '../../domain/run/remark.ts';

/** How a service wants a request to be shaped, where services differ. Never about the values in it. */
export interface RequestForm {
  /** What it calls the most tokens of an answer. */
  readonly limit: 'max_completion_tokens' | 'max_tokens';
  /** What it calls the seed. */
  readonly seed: 'seed' | 'random_seed';
  /** Whether it is asked to stream. */
  readonly stream: boolean;
  /** Whether it is asked for the usage in the stream. */
  readonly streamOptions: boolean;
  /** Which API it is asked through. */
  readonly protocol: 'chat' | 'responses';
  /** Whether thinking is asked for in summaries, where the API has them. */
  readonly summary: boolean;
}

export const USUAL_FORM: RequestForm = {
  limit: 'max_completion_tokens',
  seed: 'seed',
  stream: true,
  streamOptions: true,
  protocol: 'chat',
  summary: true,
};

/** The parts of a request's form that a service may refuse, by the names they are sent under. */
export const FORM_PARAMS = [
  'max_completion_tokens',
  'max_tokens',
  'stream_options',
  'stream',
  'seed',
  'reasoning.summary',
] as const;
export type FormParam = (typeof FORM_PARAMS)[number];

/** The form without what was refused, and what is to be said of it; `null` when the form does not have it any more. */
export function withoutRefused(
  form: RequestForm,
  refused: FormParam,
): { readonly change: Partial<RequestForm>; readonly remark: Remark } | null {
  switch (refused) {
    case 'max_completion_tokens':
    case 'max_tokens': {
      if (form.limit !== refused) return null;
      const limit = refused === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
      return { change: { limit }, remark: { kind: 'sent_instead', param: refused, sent: limit } };
    }
    case 'stream_options':
      if (!form.streamOptions) return null;
      return { change: { streamOptions: false }, remark: { kind: 'sent_instead', param: refused, sent: null } };
    case 'stream':
      if (!form.stream) return null;
      return { change: { stream: false }, remark: { kind: 'sent_instead', param: refused, sent: null } };
    case 'reasoning.summary':
      if (!form.summary) return null;
      return { change: { summary: false }, remark: { kind: 'sent_instead', param: refused, sent: null } };
    case 'seed':
      if (form.seed === 'random_seed') return null;
      return { change: { seed: 'random_seed' }, remark: { kind: 'sent_instead', param: refused, sent: 'random_seed' } };
  }
}
