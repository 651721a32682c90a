import { Hono } from 'hono';
import type { FinishReason, PracticeToken } from '../generation.ts';
import { PRACTICE_MODEL } from '../label.ts';
import { paced } from '../pace.ts';
import { createPracticeModel, type PracticeModel } from '../practice-model.ts';
import { untilStop } from '../stop-sequences.ts';
import { ProtocolError } from './protocol-error.ts';
import { type CompletionRequest, readCompletionRequest } from './protocol-request.ts';
import { ChunkWriter, completionBody, newEnvelope, usageOf } from './protocol-response.ts';

/** Prompts longer than this, in Practice's tokens, are refused; prompt and answer together stay within it. */
const CONTEXT_LIMIT = 8000;
/** Length of an answer when the request sets none: at high temperatures an answer hardly ends by itself. */
/** How long an answer gets without max tokens. */
export const DEFAULT_MAX_TOKENS = 400;

export interface PracticeAppOptions {
  /** Pace of the answers; 0 gives them at once. */
  readonly tokensPerSecond?: number;
  readonly model?: PracticeModel;
}

/**
 * Practice behind the OpenAI protocol, to be called in process: `app.fetch(new Request(...))`. When the request's
 * signal aborts or the body's reader cancels, generation ends at once; as with a real connection, the promise or the
 * body then fails with the signal's reason.
 */
export function createPracticeApp({ tokensPerSecond = 80, model = createPracticeModel() }: PracticeAppOptions = {}) {
  const app = new Hono();
  app.get('/v1/models', (c) => c.json({ object: 'list', data: [MODEL] }));
  app.get('/v1/models/:id', (c) =>
    c.req.param('id') === PRACTICE_MODEL
      ? c.json(MODEL)
      : c.json(notFound(`There is no model '${c.req.param('id')}'.`).body(), 404),
  );
  app.post('/v1/chat/completions', async (c) => {
    const request = readCompletionRequest(await c.req.json().catch(() => null));
    const answer = startAnswer(request, { model, tokensPerSecond, signal: c.req.raw.signal });
    return request.stream ? streamed(answer, request.includeUsage) : c.json(await collected(answer));
  });
  app.notFound((c) => c.json(notFound(`Unknown request URL: ${c.req.method} ${c.req.path}.`).body(), 404));
  app.onError((error, c) => {
    if (error instanceof ProtocolError) return c.json(error.body(), error.status);
    throw error;
  });
  return app;
}

const MODEL = { id: PRACTICE_MODEL, object: 'model', created: 0, owned_by: 'tempera' };

function notFound(message: string): ProtocolError {
  return new ProtocolError(message, { status: 404, code: 'not_found' });
}

/** An answer under way; nothing is generated before its first token is asked for. */
interface AnswerUnderWay {
  readonly promptTokens: number;
  readonly tokens: AsyncGenerator<PracticeToken, FinishReason>;
  readonly stop: AbortController;
}

function startAnswer(
  { messages, settings, maxTokens, stop: stops }: CompletionRequest,
  { model, tokensPerSecond, signal }: { model: PracticeModel; tokensPerSecond: number; signal: AbortSignal },
): AnswerUnderWay {
  const promptTokens = model.countTokens(messages);
  if (promptTokens > CONTEXT_LIMIT) throw tooLong(promptTokens);
  const limit = Math.max(1, Math.min(maxTokens ?? DEFAULT_MAX_TOKENS, CONTEXT_LIMIT - promptTokens));
  const stop = new AbortController();
  const answer = untilStop(model.generate(messages, { ...settings, maxTokens: limit }), stops);
  const tokens = paced(answer, { tokensPerSecond, signal: AbortSignal.any([signal, stop.signal]) });
  return { promptTokens, tokens, stop };
}

function tooLong(promptTokens: number): ProtocolError {
  return new ProtocolError(
    `This model's maximum context length is ${CONTEXT_LIMIT} tokens. However, your messages resulted in ${promptTokens} tokens.`,
    { param: 'messages', code: 'context_length_exceeded' },
  );
}

async function collected({ tokens, promptTokens }: AnswerUnderWay) {
  const written: PracticeToken[] = [];
  for (let step = await tokens.next(); ; step = await tokens.next()) {
    if (step.done) {
      const usage = usageOf(promptTokens, written.length);
      return completionBody(newEnvelope(), { tokens: written, finishReason: step.value, usage });
    }
    written.push(step.value);
  }
}

function streamed({ tokens, promptTokens, stop }: AnswerUnderWay, includeUsage: boolean): Response {
  const chunks = new ChunkWriter(newEnvelope(), includeUsage);
  const encoder = new TextEncoder();
  let count = 0;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(chunks.opening())),
    async pull(controller) {
      const step = await tokens.next();
      if (!step.done) {
        count += 1;
        controller.enqueue(encoder.encode(chunks.token(step.value)));
        return;
      }
      controller.enqueue(encoder.encode(chunks.closing(step.value, usageOf(promptTokens, count))));
      controller.close();
    },
    async cancel() {
      stop.abort();
      await tokens.return('stop');
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' } });
}
