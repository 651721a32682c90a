import type { ModelKind } from '../../domain/models/listed-model.ts';
import { isRecord, type Json } from '../json.ts';

/** What the names of models that do not chat hold, first match first. */
const BY_NAME: readonly (readonly [ModelKind, RegExp])[] = [
  // These answer chat requests, whatever their names hold beside.
  ['chat', /^gemini-[\d.]+-\w+(-preview)?-image|search-preview/],
  ['embedding', /embed|\bbge-|minilm/],
  ['rerank', /rerank/],
  ['audio', /whisper|transcrib|\btts\b|\basr\b|audio|speech|realtime|cosyvoice|paraformer|\borpheus\b|^gemini-live/],
  ['image', /dall-e|image|imagin|stable-diffusion|\bflux\b|t2i\b/],
  ['video', /\bsora\b|\bveo\b|video|[it]2v\b/],
  ['moderation', /moderation|guard\b|safeguard/],
  ['other', /deep-research|computer-use|^aqa$/],
  ['completion', /^(babbage|davinci|curie|ada)\b|^text-(ada|babbage|curie|davinci)|gpt-3\.5-turbo-instruct/],
];

/** What services call the kinds of their models. */
const BY_WORD: ReadonlyMap<string, ModelKind> = new Map(
  Object.entries({
    chat: 'chat',
    'chat/completions': 'chat',
    generatecontent: 'chat',
    llm: 'chat',
    vlm: 'chat',
    conversational: 'chat',
    embedding: 'embedding',
    embeddings: 'embedding',
    embed: 'embedding',
    embedcontent: 'embedding',
    rerank: 'rerank',
    reranker: 'rerank',
    image: 'image',
    'image-generation': 'image',
    image_generation: 'image',
    'text-to-image': 'image',
    audio: 'audio',
    speech: 'audio',
    tts: 'audio',
    transcribe: 'audio',
    transcription: 'audio',
    audio_transcription: 'audio',
    audio_speech: 'audio',
    'speech-to-text': 'audio',
    'text-to-speech': 'audio',
    video: 'video',
    'text-to-video': 'video',
    moderation: 'moderation',
  }),
);

/** What an entry of a list of models is for: as the service says in one way or another, else judged by its name. */
export function kindOf(entry: Json, id: string): ModelKind {
  return (
    toldByType(entry) ?? toldByEndpoints(entry) ?? toldByAbility(entry, id) ?? toldByModalities(entry) ?? kindByName(id)
  );
}

/** What a model is for, judged by its name alone. */
export function kindByName(id: string): ModelKind {
  const name = id.toLowerCase().replace(/^models\//, '');
  return BY_NAME.find(([, pattern]) => pattern.test(name))?.[0] ?? 'chat';
}

function toldByType(entry: Json): ModelKind | null {
  const word = entry['type'] ?? entry['model_type'] ?? entry['mode'];
  if (typeof word !== 'string') return null;
  const told = BY_WORD.get(word.toLowerCase());
  if (told !== undefined) return told;
  // Language models without a template for messages complete texts only.
  const config = entry['config'];
  const isPlain = /^(language|code)$/i.test(word) && isRecord(config) && typeof config['chat_template'] !== 'string';
  return isPlain ? 'completion' : null;
}

/** By what it can be asked for, as Cohere, Google and Novita say. */
function toldByEndpoints(entry: Json): ModelKind | null {
  const kinds = (words(entry['endpoints'] ?? entry['supportedGenerationMethods']) ?? []).map((word) =>
    BY_WORD.get(word),
  );
  return kinds.includes('chat') ? 'chat' : (kinds.find((kind) => kind !== undefined) ?? null);
}

/** By a flag that says whether it chats. */
function toldByAbility(entry: Json, id: string): ModelKind | null {
  const abilities = isRecord(entry['capabilities']) ? entry['capabilities'] : {};
  const chats = [abilities['completion_chat'], abilities['chat_completion'], entry['supports_chat']].find(
    (flag) => typeof flag === 'boolean',
  );
  if (chats === undefined) return null;
  if (chats === true) return 'chat';
  if (abilities['embeddings'] === true) return 'embedding';
  const named = kindByName(id);
  return named === 'chat' ? 'other' : named;
}

/** By what goes in and what comes out. */
function toldByModalities(entry: Json): ModelKind | null {
  const architecture = isRecord(entry['architecture']) ? entry['architecture'] : {};
  const arrow = typeof architecture['modality'] === 'string' ? architecture['modality'].split('->') : [];
  const side = (name: string, place: number) =>
    words(architecture[name] ?? entry[name] ?? entry[`supported_${name}`]) ?? words(arrow[place]?.split('+'));
  const [inputs, outputs] = [side('input_modalities', 0), side('output_modalities', 1)];
  if (outputs === null) return null;
  if (outputs.includes('text')) return inputs === null || inputs.includes('text') ? 'chat' : 'audio';
  return outputs.map((word) => BY_WORD.get(word)).find((kind) => kind !== undefined) ?? 'other';
}

function words(value: unknown): readonly string[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  return value.filter((word) => typeof word === 'string').map((word) => word.toLowerCase());
}
