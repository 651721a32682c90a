import type { Page } from 'playwright-core';
import { endBrowser, launchBrowser } from '../support/browser.ts';
import { type Figure, median, quantile } from './figure.ts';
import type { LoadRequest } from './load.ts';
import type { Tempera } from './tempera.ts';

const WINDOW = { width: 1440, height: 900 };
const PRESSES = 5;
const SCROLLING_MS = 6_000;
/** Each token is the time at which it was sent, so that no two answers are equal. */
const SHORT: LoadRequest = {
  model: 'stamped-300-20-12',
  temperatures: [0, 0.5, 1, 1.5, 2],
  samples: 5,
  concurrency: 8,
};
const MANY: LoadRequest = {
  ...SHORT,
  model: 'stamped-100-20-12',
  temperatures: Array.from({ length: 12 }, (_, index) => index / 10),
  samples: 20,
};
/** Some 600,000 characters at once. */
const LONG: LoadRequest = { model: 'fast-60000', temperatures: [0], samples: 1, concurrency: 1 };

/** What a person sees of a run in a real browser: how soon after Run, and whether the page scrolls while it follows. */
export async function browserFigures(tempera: Tempera): Promise<readonly Figure[]> {
  const page = await (await launchBrowser()).newPage({ viewport: WINDOW });
  // What runs this file names functions by a helper, which the page they are sent to does not have.
  await page.addInitScript('globalThis.__name = (named) => named');
  try {
    return [
      await firstRow(page, tempera),
      await scrolled(page, tempera, {
        load: MANY,
        name: 'scrolling 12 × 20 answers that a page follows',
        following: true,
      }),
      await scrolled(page, tempera, { load: MANY, name: 'scrolling 12 × 20 answers', following: false }),
      await scrolled(page, tempera, {
        load: LONG,
        name: 'scrolling an answer of 600,000 characters',
        following: false,
      }),
    ];
  } finally {
    await endBrowser();
  }
}

/** From the first token that is sent after Run until Stop and an answer in each column are in the window. */
async function firstRow(page: Page, { address, startRun, ended }: Tempera): Promise<Figure> {
  const run = await startRun(SHORT);
  await ended(run);
  await page.goto(`${address}/runs/${run}`);
  await page.locator('header.title a').click();
  // Without a bound, Run asks first.
  await page.getByLabel('Max tokens').fill('50');
  const button = page.getByRole('button', { name: 'Run', exact: true });
  const waits: number[] = [];
  while (waits.length < PRESSES) {
    await button.waitFor();
    const seen = page.evaluate(waitForRow, Date.now());
    await button.click();
    waits.push(await seen);
  }
  return {
    name: 'first token to Stop and a row of answers in the window',
    measured: Math.max(...waits),
    unit: 'ms',
    bar: 300,
    note: `longest of ${PRESSES}, median ${median(waits)} ms`,
  };
}

/** In the page: waits until Stop and an answer in each column, asked after `pressed`, are in the window. */
function waitForRow(pressed: number): Promise<number> {
  const isInWindow = (element: Element | null | undefined) => {
    const box = element?.getBoundingClientRect();
    return box !== undefined && box.height > 0 && box.top >= 0 && box.bottom <= innerHeight;
  };
  /** When the first token of an element's text was sent. */
  const sentAt = (element: Element | null) => Number(/@(\d{13})/.exec(element?.textContent ?? '')?.[1] ?? 0);
  return new Promise((done) => {
    const look = () => {
      const texts = [...document.querySelectorAll('.cols > .col')].map((column) =>
        column.querySelector('.answer > .text'),
      );
      const isRow = texts.length > 0 && texts.every((text) => isInWindow(text) && sentAt(text) > pressed);
      if (isRow && isInWindow(document.querySelector('.stop'))) done(Date.now() - Math.min(...texts.map(sentAt)));
      else requestAnimationFrame(look);
    };
    look();
  });
}

interface Scrolling {
  readonly load: LoadRequest;
  readonly name: string;
  /** Whether the run goes on meanwhile. */
  readonly following: boolean;
}

/** How long frames take while the wheel is turned up and down over the answers. */
async function scrolled(page: Page, tempera: Tempera, { load, name, following }: Scrolling): Promise<Figure> {
  const run = await tempera.startRun(load);
  if (!following) await tempera.ended(run);
  await page.goto(`${tempera.address}/runs/${run}`);
  await page.locator('.answer > .text').first().waitFor();
  await page.mouse.move(WINDOW.width * 0.7, WINDOW.height * 0.6);
  const measured = page.evaluate(framesFor, SCROLLING_MS);
  for (const end = performance.now() + SCROLLING_MS, turns = { count: 0 }; performance.now() < end; turns.count += 1) {
    await page.mouse.wheel(0, Math.floor(turns.count / 40) % 2 === 0 ? 120 : -120);
    await page.waitForTimeout(25);
  }
  const { frames, tasks } = await measured;
  if (following) await tempera.ended(run);
  return {
    name: `${name}, p95 of frames`,
    measured: quantile(frames, 0.95),
    unit: 'ms',
    aim: 34,
    note: `${frames.length} frames in ${SCROLLING_MS / 1000} s, ${tasks.length} tasks over 50 ms, the longest ${Math.round(Math.max(0, ...tasks))} ms`,
  };
}

/** In the page: the lengths of frames, and of tasks over 50 ms, for so long. */
function framesFor(ms: number): Promise<{ readonly frames: readonly number[]; readonly tasks: readonly number[] }> {
  return new Promise((done) => {
    const frames: number[] = [];
    const tasks: number[] = [];
    const observer = new PerformanceObserver((list) =>
      tasks.push(...list.getEntries().map(({ duration }) => duration)),
    );
    observer.observe({ entryTypes: ['longtask'] });
    const end = performance.now() + ms;
    const step = (before: number) => (now: number) => {
      frames.push(now - before);
      if (now < end) requestAnimationFrame(step(now));
      else done({ frames, tasks });
    };
    requestAnimationFrame(step(performance.now()));
  });
}
