import { type ServicePreset, USUAL } from './preset.ts';

/** On one's own machine nothing is charged, and older servers know the older name of the limit only. */
export const LOCAL = {
  ...USUAL,
  keyUrl: null,
  hosts: null,
  form: { limit: 'max_tokens' },
  notes: ['On another machine of your own network it is plain http, which has to be chosen.'],
} as const satisfies Partial<ServicePreset>;

/** Model servers of one's own, and whatever else speaks the protocol. */
export const LOCAL_PRESETS: readonly ServicePreset[] = [
  {
    ...LOCAL,
    id: 'ollama',
    label: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434/v1',
    notes: ['max_completion_tokens is ignored by some versions, so max_tokens is sent.', ...LOCAL.notes],
    source: 'docs.ollama.com/openai; recorded exchanges',
  },
  {
    ...LOCAL,
    id: 'lm-studio',
    label: 'LM Studio',
    baseUrl: 'http://127.0.0.1:1234/v1',
    source: 'lmstudio.ai/docs; recorded exchanges',
  },
  {
    ...LOCAL,
    id: 'llama-cpp',
    label: 'llama.cpp',
    baseUrl: 'http://127.0.0.1:8080/v1',
    source: 'github.com/ggml-org/llama.cpp (tools/server); recorded exchanges',
  },
  {
    ...LOCAL,
    id: 'vllm',
    label: 'vLLM',
    baseUrl: 'http://127.0.0.1:8000/v1',
    source: 'docs.vllm.ai (OpenAI-compatible server); recorded exchanges',
  },
  {
    ...LOCAL,
    id: 'tgi',
    label: 'Text Generation Inference',
    baseUrl: 'http://127.0.0.1:3000/v1',
    notes: ['max_completion_tokens is ignored, so max_tokens is sent.', ...LOCAL.notes],
    source: 'huggingface.co/docs/text-generation-inference; recorded exchanges',
  },
];

/** Anything else: asked in OpenAI's way, and in another when that is refused. */
export const OTHER: ServicePreset = {
  ...USUAL,
  id: 'other',
  label: 'Other',
  listsPrices: true,
  baseUrl: null,
  keyUrl: null,
  hosts: null,
  source: 'platform.openai.com/docs/api-reference/chat',
};
