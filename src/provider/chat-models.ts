/** What the names of models that do not chat hold: other kinds of input and output, other APIs, the old completions. */
const NOT_CHAT = [
  /embed|rerank|\bbge-|minilm/,
  /whisper|transcrib|\btts\b|audio|speech|realtime/,
  /dall-e|image|imagin|stable-diffusion|\bflux\b|\bsora\b|\bveo\b|video/,
  /moderation|guard\b|safeguard/,
  /deep-research|computer-use|search-preview|codex|^o\d-pro|^gpt-5[.\d]*-pro/,
  /^(babbage|davinci|curie|ada)\b|^text-(ada|babbage|curie|davinci)|gpt-3\.5-turbo-instruct/,
];

/** Those of an endpoint's models that answer chat requests, judged by their names; in alphabetical order. */
export function chatModels(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].filter(chats).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function chats(id: string): boolean {
  const name = id.toLowerCase();
  return !NOT_CHAT.some((pattern) => pattern.test(name));
}
