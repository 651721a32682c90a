// Preloaded into measured processes (`--import`): answers, over the channel of whoever forked them, what they used so far.
// All threads count.
process.on('message', (message) => {
  if (message !== 'usage') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() });
});
// Nothing outlives a bench that was cut short.
process.on('disconnect', () => process.exit());
