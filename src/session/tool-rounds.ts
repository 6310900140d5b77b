/**
 * When the model gets to go on after calling tools: once the response that called them has ended and every output has been
 * sent, one response is asked for, however many calls there were. Owns that count per response and nothing else.
 */

interface Round {
  open: number;
  answered: number;
  ended: boolean;
  /** Somebody stopped the conversation, or the response was cancelled: outputs are sent, but no answer is asked for. */
  silent: boolean;
}

export class ToolRounds {
  readonly #rounds = new Map<string, Round>();
  /** All outputs of a finished response have been sent. */
  readonly #complete: () => void;

  constructor(complete: () => void) {
    this.#complete = complete;
  }

  called(responseId: string): void {
    this.#open(responseId).open += 1;
  }

  answered(responseId: string): void {
    const round = this.#open(responseId);
    round.open -= 1;
    round.answered += 1;
    this.#settle(responseId, round);
  }

  /** `goOn`: the response ended by itself, so the model expects to continue. */
  responseEnded(responseId: string, goOn: boolean): void {
    const round = this.#rounds.get(responseId);
    if (!round) return;
    round.ended = true;
    if (!goOn) round.silent = true;
    this.#settle(responseId, round);
  }

  /** The person wants silence: rounds under way ask for no answer. */
  silence(): void {
    for (const round of this.#rounds.values()) round.silent = true;
  }

  /** No end of a response will be told any more: what was called is answered, and the model goes on from there. */
  lineLost(): void {
    for (const [responseId, round] of this.#rounds) {
      round.ended = true;
      this.#settle(responseId, round);
    }
  }

  #settle(responseId: string, round: Round): void {
    if (!round.ended || round.open > 0) return;
    this.#rounds.delete(responseId);
    if (round.answered > 0 && !round.silent) this.#complete();
  }

  #open(responseId: string): Round {
    let round = this.#rounds.get(responseId);
    if (!round) {
      round = { open: 0, answered: 0, ended: false, silent: false };
      this.#rounds.set(responseId, round);
    }
    return round;
  }
}
