import { expect, test } from 'vitest';
import { chatModels } from '../../../src/provider/chat/chat-models.ts';

const CHAT = [
  'chatgpt-4o-latest',
  'claude-opus-4-7',
  'codellama:7b-instruct',
  'deepseek-reasoner',
  'gemini-2.5-flash',
  'gemini-2.5-flash-image',
  'gpt-3.5-turbo',
  'gpt-4',
  'gpt-4.1-nano',
  'gpt-4o',
  'gpt-4o-mini-2024-07-18',
  'gpt-4o-mini-search-preview',
  'gpt-5',
  'gpt-5-chat-latest',
  'gpt-5.4-mini',
  'llama3.2:latest',
  'mistralai/Mixtral-8x7B-Instruct-v0.1',
  'o3-mini',
  'o4-mini',
  'qwen2.5-coder:7b',
];

const OTHERS = [
  'babbage-002',
  'bge-m3',
  'computer-use-preview',
  'dall-e-3',
  'davinci-002',
  'gemini-2.5-flash-preview-tts',
  'gpt-3.5-turbo-instruct',
  'gpt-3.5-turbo-instruct-0914',
  'gpt-4o-audio-preview',
  'gpt-4o-mini-tts',
  'gpt-4o-realtime-preview',
  'gpt-4o-transcribe',
  'gpt-image-1',
  'gpt-realtime',
  'llama-guard-3-8b',
  'nomic-embed-text:latest',
  'o3-deep-research',
  'omni-moderation-latest',
  'sora-2',
  'text-embedding-3-small',
  'tts-1-hd',
  'veo-3.0-generate-preview',
  'whisper-1',
];

test('models that chat are offered, in the order of their names', () => {
  expect(chatModels([...CHAT].reverse())).toEqual(chatModels(CHAT));
  expect([...chatModels(CHAT)].sort()).toEqual([...CHAT].sort());
  expect(chatModels(['gpt-10', 'gpt-9'])).toEqual(['gpt-9', 'gpt-10']);
});

test.each(OTHERS)('%s is not', (id) => {
  expect(chatModels([id, 'gpt-4o'])).toEqual(['gpt-4o']);
});

test('each is offered once', () => {
  expect(chatModels(['gpt-4o', 'gpt-4o'])).toEqual(['gpt-4o']);
});
