/** The answers a prompt invites to copy: of its own examples, of its named choices, of remembered chats. */
import { namedChoices } from './choices.ts';
import { GAIN, type Memory, type Recollection } from './memory.ts';
import { instructionsOf, lastUserText, type PracticeMessage } from './messages.ts';
import { type Reading, readShots, type Shot } from './shots.ts';
import { fillSlots } from './slots.ts';
import { tokenize, tokenizeAnswer, wordOf } from './words/tokenizer.ts';
import { similarity, type WordVectors } from './words/word-vectors.ts';

export interface Candidate {
  readonly tokens: readonly string[];
  /** Logarithm of its weight. */
  readonly affinity: number;
}

export interface Knowledge {
  readonly vectors: WordVectors;
  readonly memory: Memory;
}

/** Where the prompt has examples, remembered chats must be nearer by this much (0 to 1) to be heard. */
const PROMPT_FIRST = 0.65;
/** Each shot counts this much less than the one after it, in logarithm. */
const FADING = 0.02;
/** Weight, in logarithm, of each slot filled with the new query's words, and of each that nothing could fill. */
const FILLED = 1;
const MISSED = -4;
const CLOSELY_PARALLEL = 0.6;
/** Named choices that a shot shows, or whose like is shown: heard, but far below the shots. */
const BESIDE_SHOTS = -3.5;
/** A named choice that no shot shows is as near as this: likelier than the shots where they are all unlike. */
const UNSHOWN = 0.2;

export function answersToCopy(messages: readonly PracticeMessage[], { vectors, memory }: Knowledge): Candidate[] {
  const reading = readShots(messages);
  const instructions = instructionsOf(messages);
  const choices = namedChoices(`${instructions}\n${lastUserText(messages)}`);
  const remembered = memory.recall(reading.query, instructions);
  if (reading.shots.length > 0) {
    const shots = shotCandidates(reading, vectors);
    return [
      ...shots,
      ...besideShots(reading.shots, shots, choices),
      ...recalled(remembered, reading.query, -GAIN * PROMPT_FIRST),
    ];
  }
  if (choices.length > 0) return choiceCandidates(choices, { query: reading.query, remembered, vectors });
  return recalled(remembered, reading.query, 0);
}

function shotCandidates({ query, shots }: Reading, vectors: WordVectors): Candidate[] {
  const features = vectors.features(query);
  const tokens = tokenize(query);
  return shots.map((shot, i) => {
    const near = similarity(features, vectors.features(shot.query));
    const fixed = shots.some((other, j) => j !== i && other.answer === shot.answer);
    const { tokens: answer, bonus } = fixed ? { tokens: tokenizeAnswer(shot.answer), bonus: 0 } : filled(shot, tokens);
    return { tokens: answer, affinity: GAIN * near + bonus - FADING * (shots.length - 1 - i) };
  });
}

/** An answer given twice to different queries copies nothing from them: only others have slots. */
function filled(shot: Shot, query: readonly string[]) {
  const answer = fillSlots({ query: tokenize(shot.query), answer: tokenizeAnswer(shot.answer) }, query);
  return { tokens: answer.tokens, bonus: FILLED * answer.filled * answer.parallel + MISSED * answer.missed };
}

function besideShots(
  shots: readonly Shot[],
  candidates: readonly Candidate[],
  choices: readonly string[],
): Candidate[] {
  const strongest = Math.max(...candidates.map((shot) => shot.affinity));
  const shown = new Set(shots.map((shot) => wordOf(shot.answer)));
  const applies = choices.some((choice) => shown.has(wordOf(choice)));
  return choices.map((choice) => {
    const unshown = applies && !shown.has(wordOf(choice));
    return { tokens: tokenizeAnswer(choice), affinity: unshown ? GAIN * UNSHOWN : strongest + BESIDE_SHOTS };
  });
}

/** A remembered answer has slots only where the question runs closely parallel to the one remembered. */
function recalled(remembered: readonly Recollection[], query: string, offset: number): Candidate[] {
  const words = tokenize(query);
  return remembered.map(({ asked, answer, affinity }) => {
    const plain = tokenizeAnswer(answer);
    const copy = fillSlots({ query: tokenize(asked), answer: plain }, words);
    const fits = copy.missed === 0 && copy.parallel >= CLOSELY_PARALLEL;
    return { tokens: fits ? copy.tokens : plain, affinity: affinity + offset };
  });
}

/** With no example to go by, a choice is as likely as its own word is near the query, or as memory has it. */
function choiceCandidates(
  choices: readonly string[],
  { query, remembered, vectors }: { query: string; remembered: readonly Recollection[]; vectors: WordVectors },
): Candidate[] {
  const chosen = new Set(choices.flatMap((choice) => tokenize(choice).map(wordOf)));
  const asked = vectors.features(
    tokenize(query)
      .filter((token) => !chosen.has(wordOf(token)))
      .join(''),
  );
  return choices.map((choice) => {
    const tokens = tokenizeAnswer(choice);
    const near = Math.exp(GAIN * similarity(vectors.features(choice), asked));
    const known = remembered
      .filter(({ answer }) => wordOf(tokenizeAnswer(answer)[0] ?? '') === wordOf(tokens[0] ?? ''))
      .reduce((sum, { affinity }) => sum + Math.exp(affinity), 0);
    return { tokens, affinity: Math.log(near + known) };
  });
}
