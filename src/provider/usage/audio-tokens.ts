import { isRecord } from '../json.ts';

const DETAILS = ['prompt_tokens_details', 'completion_tokens_details', 'input_tokens_details', 'output_tokens_details'];

/** Whether the usage of an answer, as it was sent, counts tokens of audio: unit prices are those of text. */
export function countsAudio(response: Readonly<Record<string, unknown>> | null): boolean {
  const usage = response?.['usage'];
  if (!isRecord(usage)) return false;
  return DETAILS.some((name) => {
    const details = usage[name];
    return isRecord(details) && Number(details['audio_tokens']) > 0;
  });
}
