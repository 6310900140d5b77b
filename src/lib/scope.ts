/**
 * A lifetime. Timers, listeners, ports and sockets are handed to a scope when they are opened and are closed when it is disposed,
 * last in first out. Disposing twice is harmless; adding to a disposed scope disposes the newcomer at once, so that work which
 * finishes late leaks nothing.
 */

import { type Clock, systemClock } from './clock.ts';

interface ListenTarget {
  addEventListener(type: string, listener: (event: unknown) => void, options?: unknown): void;
  removeEventListener(type: string, listener: (event: unknown) => void, options?: unknown): void;
}

export class Scope {
  #disposers: (() => void)[] | null = [];
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  get disposed(): boolean {
    return this.#disposers === null;
  }

  /** Registers `dispose` to run when the scope ends. Returns a function that runs it now and forgets it. */
  add(dispose: () => void): () => void {
    if (this.#disposers === null) {
      dispose();
      return () => {};
    }
    this.#disposers.push(dispose);
    return () => {
      const index = this.#disposers?.indexOf(dispose) ?? -1;
      if (index < 0) return;
      this.#disposers?.splice(index, 1);
      dispose();
    };
  }

  /** A scope that ends with this one, or earlier when it is disposed itself. */
  child(): Scope {
    const child = new Scope(this.#clock);
    const release = this.add(() => child.dispose());
    child.add(release);
    return child;
  }

  /** Listens until the scope ends. The returned function stops earlier. */
  listen<E>(target: ListenTarget, type: string, listener: (event: E) => void, options?: unknown): () => void {
    const typed = listener as (event: unknown) => void;
    target.addEventListener(type, typed, options);
    return this.add(() => target.removeEventListener(type, typed, options));
  }

  /** Runs `callback` once after `delayMs` unless the scope ends first. The returned function cancels. */
  after(delayMs: number, callback: () => void): () => void {
    if (this.disposed) return () => {};
    let release = () => {};
    const cancel = this.#clock.after(delayMs, () => {
      release();
      callback();
    });
    release = this.add(cancel);
    return release;
  }

  /** Runs `callback` each `periodMs` until the scope ends or the returned function is called. */
  every(periodMs: number, callback: () => void): () => void {
    let cancel = () => {};
    let stopped = false;
    const next = () => {
      cancel = this.after(periodMs, () => {
        callback();
        if (!stopped) next();
      });
    };
    next();
    return () => {
      stopped = true;
      cancel();
    };
  }

  dispose(): void {
    const disposers = this.#disposers;
    if (disposers === null) return;
    this.#disposers = null;
    for (let i = disposers.length - 1; i >= 0; i -= 1) disposers[i]?.();
  }
}
