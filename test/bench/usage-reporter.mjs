// Preloaded into measured processes (`--import`): answers, over the channel of whoever forked them, what they used so far.
// All threads count. `watch-loop` begins to watch how long the event loop takes between two turns, `loop-gap` tells the longest since.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const loop = monitorEventLoopDelay({ resolution: 1 });

process.on('message', (message) => {
  if (message === 'watch-loop') {
    loop.enable();
    loop.reset();
    process.send?.({});
  }
  // The gap that is being waited through is over once a timer has fired.
  if (message === 'loop-gap') setTimeout(() => process.send?.({ longestMs: loop.max / 1e6 }), 20);
  if (message !== 'usage') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() });
});
// Nothing outlives a bench that was cut short.
process.on('disconnect', () => process.exit());
