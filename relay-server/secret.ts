/** A key that cannot slip out by accident: printing, logging or serialising it gives a mark instead of the value. */

const MARK = '[secret]';

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call this only where the value leaves for the upstream. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MARK;
  }

  toJSON(): string {
    return MARK;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return MARK;
  }
}
