/**
 * The browser's output latency, where asking for it is safe. Firefox on Linux can freeze the page for good when `outputLatency` is read:
 * the main thread holds the graph's lock and waits for the sound server's thread, which waits for the graph (seen in Firefox 153 ESR with
 * PulseAudio).
 */

/** Taken for Firefox on Linux, seconds: its own block and the sound server's fragment. */
export const FIREFOX_ON_LINUX_S = 0.02;

/** Seconds; 0 where the browser does not tell it. */
export function outputLatency(context: { readonly outputLatency?: number }, userAgent: string): number {
  if (userAgent.includes('Firefox/') && userAgent.includes('Linux')) return FIREFOX_ON_LINUX_S;
  return context.outputLatency ?? 0;
}
