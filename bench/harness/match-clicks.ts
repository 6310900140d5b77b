/** Pairs the clicks seen on the audio thread with those that reached the server. Pure. */

export interface Click {
  /** Place in its stream, milliseconds of audio. The two streams share a clock but not its zero. */
  streamMs: number;
  /** Wall clock. */
  atMs: number;
}

export interface Pair<A extends Click> {
  seen: Click;
  arrived: A;
}

/** Neighbours on each side whose distances identify a click. */
const NEIGHBOURS = 4;
/** Rounding and resampling move a click by less; chance agreement of two distances is rare at this width. */
const TOLERANCE_MS = 1.5;
/** An arrival later than this is not looked for. */
const LATEST_MS = 3000;

/** Arrived clicks whose origin is not certain are left out; so is what was seen and never arrived. */
export function matchClicks<A extends Click>(seen: readonly Click[], arrived: readonly A[]): Pair<A>[] {
  const pairs: Pair<A>[] = [];
  for (const [index, click] of arrived.entries()) {
    const around = arrived
      .slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1)
      .map((other) => other.streamMs - click.streamMs);
    let best: Click | null = null;
    let bestAgreement = 0;
    for (const candidate of seen) {
      const ageMs = click.atMs - candidate.atMs;
      // The two clocks are one, read in whole milliseconds.
      if (ageMs < -1 || ageMs > LATEST_MS) continue;
      const agreement = around.filter((distance) =>
        seen.some((other) => Math.abs(other.streamMs - candidate.streamMs - distance) < TOLERANCE_MS),
      ).length;
      if (agreement >= bestAgreement) {
        best = candidate;
        bestAgreement = agreement;
      }
    }
    if (best && bestAgreement > NEIGHBOURS) pairs.push({ seen: best, arrived: click });
  }
  return pairs;
}
