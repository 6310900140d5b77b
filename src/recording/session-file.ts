/**
 * The session file, `*.sidetone.jsonl`: what its lines are and how one is written. A header line, then a line an event, with audio
 * inline as it was on the wire. Any text tool opens it. Reading is in `session-reader.ts`.
 */

/** Grows when an older reader could not make sense of what is written. Further fields are no reason: readers ignore what they do not know. */
export const FILE_VERSION = 1;

export const FILE_EXTENSION = '.sidetone.jsonl';

export interface FileHeader {
  /** Format version. */
  sidetone: number;
  /** ISO 8601, when the session's clock was 0. */
  startedAt: string;
  /** Of all audio that is not in a format of its own: PCM16, mono. */
  sampleRateHz: number;
  /** For people. */
  upstream: string;
  model: string;
  /** What somebody called it; absent = nobody did. */
  title?: string;
  /**
   * Who recorded: `console` notes where playback was, so what was heard is known; of a session that was only watched it is not.
   */
  recordedBy: 'console' | 'watcher' | 'phone';
  /** What was asked for when it began, as `session.update` says it; absent = not known. */
  session?: object;
  /** The call that it was, as the relay's telephone writes it. `line`: over which telephone; `number`: the other end's, masked. */
  call?: { id: string; direction: 'inbound' | 'outbound'; line: 'twilio' | 'box'; number: string };
  /** What was taken out of it before it was given away. */
  redacted?: ('audio' | 'text')[];
}

export type LineDirection = 'client' | 'server' | 'note';

export interface FileLine {
  /** Milliseconds since `startedAt`, at least 0. Lines are in the order in which things happened; times need not be. */
  t: number;
  dir: LineDirection;
  /** The frame's exact text: JSON of one line, unless the server sent something else (`event` false). */
  text: string;
  /** False: the frame is no JSON object, and stands in the file as a string. */
  event: boolean;
  /** Session time of what the event is about where that is not `t`: when its audio was captured, when its text was typed. */
  at?: number;
}

/** The header as a line, its end included. */
export function headerLine(header: FileHeader): string {
  return `${JSON.stringify(header)}\n`;
}

/** An event as a line, its end included. `text` of an event must be a JSON object. */
export function fileLine({ t, dir, text, event, at }: FileLine): string {
  const atField = at === undefined ? '' : `,"at":${timeText(at)}`;
  const head = `{"t":${timeText(t)},"dir":"${dir}"${atField}`;
  // Outside of JSON's strings a line break is white space, and inside it cannot stand as such.
  return event
    ? `${head},"event":${text.replace(/[\r\n]+/g, ' ')}}\n`
    : `${head},"text":${JSON.stringify(text)}}\n`;
}

/** To the microsecond: what a browser's clock gives at best. */
function timeText(ms: number): string {
  return String(Math.round(ms * 1000) / 1000);
}
