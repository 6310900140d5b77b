/** What one response will say and do, decided before it starts; and the faults it was asked to show. */

export type Utterance =
  /** Spoken, or written when the response is text. */
  | { kind: 'say'; text: string }
  /** Audio played as it is, PCM16 at 24 kHz; left out when the response is text. */
  | { kind: 'play'; pcm16: Int16Array; transcript: string }
  | { kind: 'call'; name: string; argumentsJson: string }
  /** That many tiny deltas of transcript or text, as fast as the socket takes them. */
  | { kind: 'burst'; count: number };

export type Fault =
  /** An `error` event before the answer. */
  | { kind: 'error' }
  /** The response fails without output. */
  | { kind: 'fail' }
  /** Nothing for that long. */
  | { kind: 'delay'; ms: number }
  /** After that much of the answer was sent: the socket dies without a close frame. */
  | { kind: 'drop'; afterMs: number }
  | { kind: 'close'; code: number; afterMs: number }
  /** Nothing more, for ever, until it is cancelled. */
  | { kind: 'stall'; afterMs: number }
  | { kind: 'incomplete'; afterMs: number }
  /** Deltas go on after the response was cancelled. */
  | { kind: 'late' }
  /** A frame that is not JSON, and an event of an unknown type. */
  | { kind: 'garbage' }
  /** The session reaches its maximum duration. */
  | { kind: 'expire'; afterMs: number };

export interface Plan {
  utterances: Utterance[];
  fault: Fault | null;
}

export function say(text: string, fault: Fault | null = null): Plan {
  return { utterances: [{ kind: 'say', text }], fault };
}
