/**
 * One animation-frame loop for everything that is drawn outside React. Owns the request for the next frame and nothing else: a painter
 * that wants to go on says so by returning true, and when none does the loop stops. Browsers call no frames for a hidden page, so a
 * hidden page costs nothing either.
 */

export interface FrameSource {
  /** Calls back once, with the frame's time in milliseconds; the returned function cancels. */
  request(callback: (frameMs: number) => void): () => void;
}

/** Draws one frame. Returns true to be called for the next frame too, without being invalidated. */
export type Painter = (frameMs: number) => boolean;

export interface PainterHandle {
  /** Asks for a frame. Cheap, and may be called any number of times before it comes. */
  invalidate(): void;
  dispose(): void;
}

export const animationFrames: FrameSource = {
  request(callback) {
    const handle = requestAnimationFrame(callback);
    return () => cancelAnimationFrame(handle);
  },
};

export class FrameScheduler {
  readonly #source: FrameSource;
  /** Painters, and whether each wants the next frame. */
  readonly #wants = new Map<Painter, boolean>();
  #cancel: (() => void) | null = null;

  constructor(source: FrameSource = animationFrames) {
    this.#source = source;
  }

  /** True while a frame is on order. */
  get running(): boolean {
    return this.#cancel !== null;
  }

  add(painter: Painter): PainterHandle {
    this.#wants.set(painter, true);
    this.#order();
    return {
      invalidate: () => {
        if (!this.#wants.has(painter)) return;
        this.#wants.set(painter, true);
        this.#order();
      },
      dispose: () => {
        this.#wants.delete(painter);
        if (this.#wants.size === 0) {
          this.#cancel?.();
          this.#cancel = null;
        }
      },
    };
  }

  #order(): void {
    this.#cancel ??= this.#source.request((frameMs) => {
      this.#cancel = null;
      this.#run(frameMs);
    });
  }

  #run(frameMs: number): void {
    for (const [painter, wants] of this.#wants) {
      if (!wants) continue;
      // Lowered first: a painter that is invalidated while it draws gets another frame.
      this.#wants.set(painter, false);
      let again = false;
      try {
        again = painter(frameMs);
      } finally {
        // Also after a throw: the other painters must not freeze with the one that failed.
        if (again && this.#wants.has(painter)) this.#wants.set(painter, true);
        if (this.#anyWants()) this.#order();
      }
    }
  }

  #anyWants(): boolean {
    for (const wants of this.#wants.values()) if (wants) return true;
    return false;
  }
}

/** The page's loop. Meters and the waveform share it, so that there is one frame callback whatever is on screen. */
export const pageFrames = new FrameScheduler();
