import type { Completion } from '../domain/run/completion.ts';
import type { LogprobsScale } from '../domain/run/probe.ts';
import type { Provider } from '../provider/provider.ts';
import type { ProbeDeps } from './probe-deps.ts';
import { canProbe, latestProbe, type ProbeSubject } from './probes.ts';

/** What the API says of a request without a temperature. */
const API_DEFAULT = 1;

/** At which temperature the logprobs of an answer are as reported, from a kept probe of its model on its connection. */
export async function logprobsScale(
  deps: ProbeDeps & { readonly provider: Pick<Provider, 'connection'> },
  completion: Completion,
): Promise<LogprobsScale> {
  const subject = subjectOf(completion);
  const probe = await latestProbe(deps, 'logprobs', subject);
  const { temperature } = completion.settings;
  return {
    model: subject.model,
    probe,
    canProbe: deps.provider.connection(subject.connection) !== null && canProbe(deps, 'logprobs', subject),
    sent: temperature,
    served: probe?.result?.verdict === 'tempered' ? (temperature ?? API_DEFAULT) : 1,
  };
}

/** The model of an answer, as a probe would ask it. */
export function subjectOf({ connection, settings }: Pick<Completion, 'connection' | 'settings'>): ProbeSubject {
  return { connection, model: settings.model, reasoningEffort: settings.reasoning_effort };
}
