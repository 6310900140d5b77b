/**
 * What stands between the two sides of one connection and may change what passes: the beta dialect next to the client, whatever speaks
 * GA behind it. A stage takes one frame and says what goes on to either side; the chain carries it through the stages that are left.
 */

import type { Frame } from './frame.ts';

export interface Passed {
  toServer: readonly Frame[];
  toClient: readonly Frame[];
}

/** One per connection. Never throws, whatever is in the frame. */
export interface Stage {
  fromClient(frame: Frame): Passed;
  fromServer(frame: Frame): Passed;
}

/** Where frames leave from a place in the chain. */
export interface Outlet {
  toServer(frame: Frame): void;
  toClient(frame: Frame): void;
}

export const onlyToServer = (...frames: Frame[]): Passed => ({ toServer: frames, toClient: [] });
export const onlyToClient = (...frames: Frame[]): Passed => ({ toServer: [], toClient: frames });

export class StageChain implements Outlet {
  readonly #stages: Stage[] = [];
  readonly #ends: Outlet;

  /** `ends` are the two sockets' sides. */
  constructor(ends: Outlet) {
    this.#ends = ends;
  }

  /** Adds a stage behind those that are there, nearer to the server. The result sends from its place, in both directions. */
  add(stage: Stage): Outlet {
    const index = this.#stages.push(stage) - 1;
    return {
      toServer: (frame) => this.#up(index + 1, frame),
      toClient: (frame) => this.#down(index - 1, frame),
    };
  }

  /** A frame of the client's, through all stages. */
  toServer(frame: Frame): void {
    this.#up(0, frame);
  }

  /** A frame of the server's, through all stages. */
  toClient(frame: Frame): void {
    this.#down(this.#stages.length - 1, frame);
  }

  #up(index: number, frame: Frame): void {
    const stage = this.#stages[index];
    if (stage === undefined) this.#ends.toServer(frame);
    else this.#pass(index, stage.fromClient(frame));
  }

  #down(index: number, frame: Frame): void {
    const stage = this.#stages[index];
    if (stage === undefined) this.#ends.toClient(frame);
    else this.#pass(index, stage.fromServer(frame));
  }

  #pass(index: number, { toServer, toClient }: Passed): void {
    for (const frame of toServer) this.#up(index + 1, frame);
    for (const frame of toClient) this.#down(index - 1, frame);
  }
}
