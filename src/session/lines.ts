/** What keeping a line to the model needs from its home: opening one. */

import type { Transport } from './ports.ts';

export interface Line extends Transport {
  /** Closes it; nothing is told of it any more. */
  close(): void;
}

interface LineHandlers {
  onOpen: () => void;
  onText: (text: string) => void;
  /** It ended by itself, once. `opened` is false when it never got that far. */
  onEnd: (end: LineClose) => void;
}

export interface LineClose {
  /** WebSocket close code. */
  code: number;
  reason: string;
  opened: boolean;
}

/** Never throws: a line that cannot be opened ends. Tells nothing before it has returned. */
export type DialLine = (handlers: LineHandlers) => Line;
