import type { Context } from 'hono';
import { ValidationError } from '../../errors.ts';

const MAX_WAIT_SECONDS = 60;

/** How long whoever asks is ready to wait for something to end, from `?wait=30`; by default not at all. */
export function waitSeconds(c: Context): number {
  const text = c.req.query('wait');
  if (text === undefined) return 0;
  const seconds = Number(text);
  if (!(seconds >= 0))
    throw new ValidationError([{ path: 'wait', message: 'wait must be a number of seconds, 0 or more.' }]);
  return Math.min(seconds, MAX_WAIT_SECONDS);
}
