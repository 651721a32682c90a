interface LiveStreamProps {
  /** The page's own event stream: one for all that is live on it, since browsers allow few connections to a host. */
  readonly path: string;
  /** The runs on the page that were going on when it was rendered. */
  readonly runs: readonly number[];
}

/** Connects the page to its event stream while a run is going on; the stream's own last event closes it. */
export function LiveStream({ path, runs }: LiveStreamProps) {
  if (runs.length === 0) return <div id="live" />;
  return <div id="live" hx-sse:connect={`${path}?runs=${runs.join(',')}`} hx-sse:close="end" hx-swap="none" />;
}
