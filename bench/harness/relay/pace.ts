/** When whose message is due: all senders one after another at even distances, each at its own rate. */

/** Sends its next message; `index` is its place among the senders. */
interface Sender {
  send(index: number): void;
}

export class Pace {
  readonly #senders: readonly Sender[];
  readonly #startMs: number;
  readonly #perMs: number;
  #count = 0;

  constructor(perSecond: number, senders: readonly Sender[], startMs: number) {
    this.#senders = senders;
    this.#startMs = startMs;
    this.#perMs = (perSecond * senders.length) / 1000;
  }

  /** How long the next message has been due at `nowMs`; 0 or less when it is not. */
  lateMs(nowMs: number): number {
    return nowMs - this.#startMs - this.#count / this.#perMs;
  }

  sendDue(nowMs: number): void {
    const due = Math.floor((nowMs - this.#startMs) * this.#perMs);
    for (; this.#count < due; this.#count += 1) {
      const index = this.#count % this.#senders.length;
      this.#senders[index]?.send(index);
    }
  }
}
