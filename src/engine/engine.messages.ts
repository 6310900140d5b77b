/** Messages between the page (UI thread) and the engine worker: one union per direction. */

import type { CallSummary } from '../lib/call-messages.ts';
import type { LiveSession } from '../lib/watch-messages.ts';
import type { Turn } from '../session/turns.ts';
import type {
  InterruptReason,
  Item,
  Mark,
  Notice,
  Phase,
  PlayedSegment,
  SessionSettings,
  SettingsState,
  TokenUsage,
} from '../session/types.ts';

// ---------------------------------------------------------------- page → engine

export type EngineCommand =
  /** The audio graph's ports; sent once for each graph. */
  | { kind: 'attach-capture'; port: MessagePort }
  | { kind: 'attach-playback'; port: MessagePort }
  /** A searcher's end of a channel, over which it reads the log; in place of the one before. */
  | { kind: 'attach-search'; port: MessagePort }
  /** The microphone's track ended or was released: no frames are expected. */
  | { kind: 'microphone'; live: boolean }
  /** Opens a session. `url` is the relay's WebSocket; the model is added to its query. A running session is ended first. */
  | {
      kind: 'connect';
      url: string;
      settings: SessionSettings;
      /** Name of the upstream, for people. */
      upstream: string;
      /** Keep the session in a file as it happens. */
      record: boolean;
    }
  | { kind: 'disconnect' }
  /** Shows a session file in place of whatever is shown; a running session is ended first. */
  | { kind: 'open-recording'; file: Blob; name: string }
  /** Shows a session of the relay as it goes. `url`: the relay's WebSocket for watching it. */
  | { kind: 'watch'; url: string; session: LiveSession; withSound: boolean }
  /** Shows a telephone call of the relay as it goes. `watchUrl`: the relay's WebSocket for watching one, with `ID` in place of its id. */
  | { kind: 'watch-call'; watchUrl: string; callId: string }
  /** Calls over the relay's telephone in the box, at `url`, and shows that call. */
  | { kind: 'call-here'; url: string; watchUrl: string }
  /** Speaks in the shown call in the agent's place. `url`: the relay's WebSocket for that. */
  | { kind: 'take-over'; url: string }
  /** Gives the call back, or hangs up where this page made it. */
  | { kind: 'stop-speaking' }
  /** Presses keys of the telephone in a call from this page. */
  | { kind: 'press-keys'; keys: string }
  /** Shows nothing but what is yet to come. */
  | { kind: 'close-shown' }
  /** Changes what is asked for; sent to the server at once when connected. */
  | { kind: 'update-settings'; patch: Partial<SessionSettings> }
  | { kind: 'send-text'; text: string }
  /** An event that a person wrote: the text of a JSON object. */
  | { kind: 'send-event'; requestId: number; text: string }
  | { kind: 'interrupt'; reason: InterruptReason }
  | { kind: 'push-to-talk'; down: boolean }
  | { kind: 'delete-item'; itemId: string }
  /** How long a sample takes from the audio graph to the ear, as far as the browser says. */
  | { kind: 'output-latency'; latencyMs: number }
  /** The page has shown the last batch and can take another: at most one batch is on its way. */
  | { kind: 'ack' }
  /** `whole` asks for the exact wire text, base64 included. */
  | { kind: 'read-events'; requestId: number; rowSeq: number; from: number; limit: number; whole: boolean }
  | { kind: 'read-audio'; requestId: number; itemId: string }
  /** Both sides as they were heard from one session time to another, at most `MOST_SPAN_MS`. */
  | { kind: 'read-span'; requestId: number; fromMs: number; toMs: number }
  /** The file of the session that is shown. */
  | { kind: 'read-recording'; requestId: number };

/** What the engine's home takes besides: the librarian's end of a channel, through which sessions are recorded from then on. */
export type EngineWorkerCommand = EngineCommand | { kind: 'attach-library'; port: MessagePort };

/** Chooses what is shown: what was said of the former is out of date from then on. */
export function isWish({ kind }: EngineCommand): boolean {
  return (
    kind === 'connect' ||
    kind === 'disconnect' ||
    kind === 'open-recording' ||
    kind === 'watch' ||
    kind === 'watch-call' ||
    kind === 'call-here' ||
    kind === 'close-shown'
  );
}

// ---------------------------------------------------------------- engine → page

export type EngineMessage =
  /** `wishes`: how many commands of which `isWish` holds the engine had taken when it made the batch. */
  | { kind: 'batch'; batch: EngineBatch; wishes: number }
  /** Events inside one row of the log, in order. `total` counts all that the row holds. */
  | { kind: 'events'; requestId: number; events: LogEvent[]; total: number }
  /** Its id; null = it was not sent, because there is no session that could take it now. */
  | { kind: 'sent-event'; requestId: number; eventId: string | null }
  /** The item's audio, PCM16 at 24 kHz; null when there is none. Transferred. */
  | { kind: 'audio'; requestId: number; pcm16: ArrayBuffer | null }
  /** PCM16 at 24 kHz, of equal length; silence where nothing is known. Transferred. */
  | { kind: 'span'; requestId: number; you: ArrayBuffer; assistant: ArrayBuffer }
  /** Null: it was not recorded. */
  | { kind: 'recording'; requestId: number; file: Blob | null };

export type ConnectionState =
  | { status: 'idle' }
  | { status: 'connecting' }
  | {
      status: 'connected';
      sessionId: string;
      model: string;
      /** When the conversation began, and when this session of it did. */
      startedAtEpochMs: number;
      sessionStartedAtEpochMs: number;
      /** When the server ends this session; null = it does not say. */
      expiresAtEpochMs: number | null;
    }
  /** The line was lost and a new session is being sought. `nextAttemptAtEpochMs` null: it is being tried right now. */
  | {
      status: 'reconnecting';
      attempt: number;
      nextAttemptAtEpochMs: number | null;
      /** Why the last session ended, as a clause. */
      reason: string;
      startedAtEpochMs: number;
    }
  /** Ended by itself. `text` says what happened, `nextStep` what to do. */
  | { status: 'failed'; text: string; nextStep: string; code: string };

/** Whose session is on the screen. */
export type ShownSession =
  /** The one that is held here, or none yet. */
  | { kind: 'live' }
  | {
      kind: 'recorded';
      title: string;
      startedAtEpochMs: number;
      /** As far as it has been read. */
      lengthMs: number;
      upstream: string;
      model: string;
      /** Whether the file says where playback was. */
      heard: 'reported' | 'assumed';
      redacted: readonly ('audio' | 'text')[];
      /** Of the telephone. */
      isCall: boolean;
      /** 0…1 while it is being read; null = all of it is shown. */
      progress: number | null;
      /** In a sentence; null = the file is whole. */
      damage: string | null;
    }
  | {
      kind: 'watched';
      session: LiveSession;
      state: 'connecting' | 'watching' | 'ended' | 'failed';
      withSound: boolean;
      /** Frames that are missing here: it was watched from later on, or the page was too slow. */
      lostFrames: number;
      /** What happened and what to do, when it has ended or failed. */
      words: string | null;
    }
  | {
      kind: 'call';
      /** Null until the relay has told of it. */
      call: CallSummary | null;
      state: 'connecting' | 'watching' | 'ended' | 'failed';
      /** Lines of its session file that are missing here. */
      lostLines: number;
      /**
       * Who at this page speaks in it: an operator in the agent's place, or the caller; `taking-over` and `calling` until the relay has
       * taken them.
       */
      voice: 'taking-over' | 'taken-over' | 'calling' | 'handset' | null;
      /** What happened and what to do. */
      words: string | null;
    };

/** A row of the event log: one event, or a run of deltas of one item folded together. */
export interface LogRow {
  /** Position in the log, from 0, dense. */
  seq: number;
  /** `note` = ours (playback position, barge-in), never on the wire. */
  direction: 'client' | 'server' | 'note';
  type: string;
  /** Session time of the first and of the last event in the row. */
  atMs: number;
  lastAtMs: number;
  count: number;
  /** Size on the wire of all events in the row, bytes of UTF-8. */
  bytes: number;
  /** Milliseconds of audio carried; null when the event carries none. */
  audioMs: number | null;
  summary: string;
  level: 'normal' | 'warning' | 'error';
  /** How it was understood: unknown events are kept and shown, malformed ones say so. */
  parsed: 'known' | 'unknown' | 'malformed';
  itemId: string | null;
  responseId: string | null;
  /** The tool call that it is about. */
  callId: string | null;
  /** Id of a client's event: on itself, and on the error that it caused. */
  commandId: string | null;
}

/** One event of a row, for the details. */
export interface LogEvent {
  atMs: number;
  bytes: number;
  /** Wire text, with base64 audio cut to a note of its size unless asked for whole. */
  text: string;
  /** Something was cut out of `text`. */
  cut: boolean;
}

/** Peaks of 10 ms bins, three bytes a bin: peak minimum and maximum as int8, then RMS as 0…127. */
export interface PeakRun {
  /** Index of the first bin: of the session for the microphone, of the item for model audio. */
  startBin: number;
  bins: Int8Array<ArrayBuffer>;
}

/** Model audio came from the first to the last of these session times. */
export interface ArrivalSpan {
  itemId: string;
  startMs: number;
  endMs: number;
  /** How much of it. */
  audioMs: number;
}

export interface TimelineBatch {
  /** Session time when the batch was made. */
  nowMs: number;
  microphone: PeakRun[];
  items: { itemId: string; run: PeakRun }[];
  /** Upserts by `id`. */
  segments: PlayedSegment[];
  /** Bursts of model audio; one that goes on from an earlier batch is a span of its own. */
  arrivals: ArrivalSpan[];
  marks: Mark[];
  /** Audio received and not yet played, milliseconds. */
  queuedMs: number;
}

/** The order of the items from one place on. What stands before it, without the items just removed, stays as it was. */
export interface OrderTail {
  from: number;
  ids: string[];
}

/** Everything that changed since the last batch; absent = unchanged. */
export interface EngineBatch {
  /** A new session: forget the former one's items, log and time line before applying the rest. */
  reset?: true;
  connection?: ConnectionState;
  shown?: ShownSession;
  phase?: Phase;
  settings?: SettingsState;
  items?: { upserts: Item[]; removed: string[]; order: OrderTail | null };
  /** Upserts by `seq`; `length` counts all rows. At most `LOG_ROWS_PER_BATCH` rows. */
  log?: { rows: LogRow[]; length: number };
  timeline?: TimelineBatch;
  notices?: Notice[];
  /** Keys of notices that no longer hold. */
  clearedNotices?: string[];
  usage?: TokenUsage;
  /** Upserts by `id`, in order. */
  turns?: Turn[];
  /** Counters since connect. */
  counters?: { underruns: number; droppedFrames: number; lateSamples: number };
}

/** What one request for a span may ask for: three megabytes for each side. */
export const MOST_SPAN_MS = 60_000;
/** Bins of the peaks above. */
export const PEAK_BIN_MS = 10;
/** Keeps the page's work per frame small while a burst is shown. */
export const LOG_ROWS_PER_BATCH = 400;
