import { setTimeout as delay } from 'node:timers/promises';
import type { AppDeps } from '../../app-deps.ts';

/** Files with a few thousand requests are counted anew by then, so that the page that follows needs to say nothing of it. */
const SOON_MS = 800;

/** Keeps the time zone of all days, and waits a moment for it to be in force. */
export async function chooseZone({ store: { timeZones } }: Pick<AppDeps, 'store'>, zone: string): Promise<void> {
  await timeZones.choose(zone);
  await Promise.race([timeZones.settled(), delay(SOON_MS, undefined, { ref: false })]);
}
