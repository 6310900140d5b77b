/**
 * The instant that all panels share: what somebody chose, and where the pointer is. Outside React, because the pointer moves with every
 * frame; panels listen and draw it themselves. Session time throughout.
 */

export type CursorSource = 'waveform' | 'log' | 'transcript' | 'turns' | 'player' | 'keys';

/** A moment, and what was chosen there, as far as it is known. */
export interface Moment {
  atMs: number;
  itemId?: string;
  /** Row of the log. */
  rowSeq?: number;
  turnId?: string;
}

export class TimeCursor {
  #chosen: Moment | null = null;
  #hoverMs: number | null = null;
  #playheadMs: number | null = null;
  readonly #choices = new Set<(moment: Moment | null, source: CursorSource) => void>();
  readonly #moves = new Set<(source: CursorSource) => void>();

  get chosen(): Moment | null {
    return this.#chosen;
  }

  /** Where the pointer is, in whichever panel. */
  get hoverMs(): number | null {
    return this.#hoverMs;
  }

  /** Where the recording is being played; null while it is not. */
  get playheadMs(): number | null {
    return this.#playheadMs;
  }

  choose(moment: Moment | null, source: CursorSource): void {
    if (moment === null && this.#chosen === null) return;
    this.#chosen = moment;
    for (const listener of [...this.#choices]) listener(moment, source);
  }

  hover(atMs: number | null, source: CursorSource): void {
    if (atMs === this.#hoverMs) return;
    this.#hoverMs = atMs;
    this.#tellMove(source);
  }

  play(atMs: number | null): void {
    if (atMs === this.#playheadMs) return;
    this.#playheadMs = atMs;
    this.#tellMove('player');
  }

  /** Another session is shown: its times are others. */
  reset(): void {
    this.choose(null, 'keys');
    this.hover(null, 'keys');
    this.play(null);
  }

  /** Told each choice and who made it. The returned function unsubscribes. */
  onChoice(listener: (moment: Moment | null, source: CursorSource) => void): () => void {
    this.#choices.add(listener);
    return () => this.#choices.delete(listener);
  }

  /** Told when the pointer or the play head has moved. */
  onMove(listener: (source: CursorSource) => void): () => void {
    this.#moves.add(listener);
    return () => this.#moves.delete(listener);
  }

  #tellMove(source: CursorSource): void {
    for (const listener of [...this.#moves]) listener(source);
  }
}
