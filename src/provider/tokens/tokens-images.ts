import { isLinked, type MessageImage } from '../../domain/prompt/image.ts';
import { baseName } from '../models/capabilities.ts';

/*
 * Input tokens of images, as far as vendors say how they count them. From OpenAI's guide "Images and vision" (calculating costs)
 * and Anthropic's "Vision" guide (width x height / 750, at most about 1,600), both as of November 2025. An estimate: services
 * change these rules, and what they report is what counts.
 */

interface Tiles {
  readonly models: RegExp;
  readonly base: number;
  readonly tile: number;
}
interface Patches {
  readonly models: RegExp;
  readonly times: number;
}

const PATCHES: readonly Patches[] = [
  { models: /^(gpt-4\.1-mini|gpt-5-mini)/, times: 1.62 },
  { models: /^(gpt-4\.1-nano|gpt-5-nano)/, times: 2.46 },
  { models: /^o4-mini/, times: 1.72 },
];
const TILES: readonly Tiles[] = [
  { models: /^gpt-4o-mini/, base: 2_833, tile: 5_667 },
  { models: /^(o1|o3)/, base: 75, tile: 150 },
  { models: /^gpt-5/, base: 70, tile: 140 },
  { models: /^(gpt-4|chatgpt-4o)/, base: 85, tile: 170 },
];
const PATCH = 32;
const MAX_PATCHES = 1_536;
const TILE = 512;
/** The longest side, then the shortest one, to which an image is shrunk before it is cut into tiles. */
const LONGEST = 2_048;
const SHORTEST = 768;
/** What of a linked image nobody has seen: the most that its tiles can be. */
const UNSEEN = { width: SHORTEST, height: LONGEST };
const PIXELS_PER_TOKEN = 750;
const MAX_ELSEWHERE = 1_600;

/** About how many input tokens an image is to a model, at full detail. */
export function imageTokens(model: string, image: MessageImage): number {
  const { width, height } = isLinked(image) ? UNSEEN : image;
  const name = baseName(model);
  const patches = PATCHES.find(({ models }) => models.test(name));
  if (patches !== undefined) {
    const all = isLinked(image) ? MAX_PATCHES : Math.ceil(width / PATCH) * Math.ceil(height / PATCH);
    return Math.ceil(Math.min(all, MAX_PATCHES) * patches.times);
  }
  const tiles = TILES.find(({ models }) => models.test(name));
  if (tiles !== undefined) return tiles.base + tiles.tile * tilesOf(width, height);
  return Math.min(MAX_ELSEWHERE, Math.ceil((width * height) / PIXELS_PER_TOKEN));
}

function tilesOf(width: number, height: number): number {
  const fit = Math.min(1, LONGEST / Math.max(width, height));
  const shrink = fit * Math.min(1, SHORTEST / (Math.min(width, height) * fit));
  const tiles = (side: number) => Math.ceil(Math.max(1, side * shrink) / TILE);
  return tiles(width) * tiles(height);
}
