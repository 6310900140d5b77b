/**
 * When the relay may ask for the answer that follows its own tools. A response can call several tools, some of the server's and some of
 * the client's: all of the server's outputs come first, then one `response.create`; by the client, if it was called too. While another
 * response is running nobody asks. Pure bookkeeping; knows no socket.
 */

/** A model that is told of a failing tool may try it for ever, and every try costs. */
const MAX_IN_A_ROW = 16;

interface Round {
  pending: number;
  /** The client has calls to answer, and asks itself. */
  isShared: boolean;
  /** The response that called is over, and was not cut off. */
  isOver: boolean;
  isCut: boolean;
}

export class ToolRounds {
  readonly #rounds = new Map<string, Round>();
  #running = new Set<string>();
  /** Outputs have been delivered that no response has seen yet. */
  #isOwed = false;
  /** A response was asked for here and has not begun. */
  #isAsked = false;
  /** Responses asked for here, since one that was not. */
  #inARow = 0;

  /** A response began. What was owed is answered by it. */
  responseBegan(responseId: string): void {
    if (!this.#isAsked) this.#inARow = 0;
    this.#isAsked = false;
    this.#running.add(responseId);
    this.#isOwed = false;
  }

  called(responseId: string): void {
    this.#roundOf(responseId).pending += 1;
  }

  clientCalled(responseId: string): void {
    this.#roundOf(responseId).isShared = true;
  }

  /** The output of one call has been sent. */
  delivered(responseId: string): void {
    const round = this.#roundOf(responseId);
    round.pending -= 1;
    this.#settle(responseId, round);
  }

  responseEnded(responseId: string, isCut: boolean): void {
    this.#running.delete(responseId);
    const round = this.#rounds.get(responseId);
    if (round === undefined) return;
    round.isOver = true;
    round.isCut = isCut;
    this.#settle(responseId, round);
  }

  /** Whether to ask for a response now; answering yes, or that it was asked for too often, settles it. */
  takeDue(): 'no' | 'yes' | 'too-often' {
    if (!this.#isOwed || this.#running.size > 0) return 'no';
    this.#isOwed = false;
    if (this.#inARow >= MAX_IN_A_ROW) return 'too-often';
    this.#inARow += 1;
    this.#isAsked = true;
    return 'yes';
  }

  /** A client's own request must wait until the outputs that belong before it are delivered. */
  get mustWait(): boolean {
    return [...this.#rounds.values()].some(({ pending, isShared }) => isShared && pending > 0);
  }

  #settle(responseId: string, round: Round): void {
    if (round.pending > 0 || !round.isOver) return;
    this.#rounds.delete(responseId);
    // Who interrupted has something to say, and that will be answered.
    if (!round.isShared && !round.isCut) this.#isOwed = true;
  }

  #roundOf(responseId: string): Round {
    let round = this.#rounds.get(responseId);
    if (round === undefined) {
      round = { pending: 0, isShared: false, isOver: false, isCut: false };
      this.#rounds.set(responseId, round);
    }
    return round;
  }
}
