/**
 * The words of the conversation core: settings, items, what was heard, marks, connection. No wire names here: the adapter
 * translates. Everything is serialisable, because it crosses threads.
 *
 * `…Ms` on the session clock counts from the moment the session was started. `…Samples` of model audio are at 24 kHz.
 */

/** All audio inside the core: PCM16, mono, 24 kHz. */
export const CORE_SAMPLE_RATE_HZ = 24_000;

// ---------------------------------------------------------------- settings

export type TurnDetection =
  | {
      kind: 'server_vad';
      /** 0…1, activation threshold. */
      threshold: number;
      prefixPaddingMs: number;
      silenceDurationMs: number;
      createResponse: boolean;
      interruptResponse: boolean;
      /** null = never speak up unasked. */
      idleTimeoutMs: number | null;
    }
  | {
      kind: 'semantic_vad';
      eagerness: 'low' | 'medium' | 'high' | 'auto';
      createResponse: boolean;
      interruptResponse: boolean;
    }
  /** Push-to-talk: the client commits. */
  | { kind: 'none' };

export interface Transcription {
  model: string;
  /** ISO-639-1, '' = let the model find out. */
  language: string;
  prompt: string;
}

/** A tool as the model sees it. `parameters` is a JSON schema. */
export interface ToolDefinition {
  name: string;
  description: string;
  parameters: Record<string, unknown>;
}

export interface SessionSettings {
  /** Chosen when connecting; a running session keeps its model. */
  model: string;
  voice: string;
  instructions: string;
  outputModality: 'audio' | 'text';
  turnDetection: TurnDetection;
  transcription: Transcription | null;
  noiseReduction: 'near_field' | 'far_field' | null;
  /** 0.25…1.5 */
  speed: number;
  maxOutputTokens: number | 'inf';
  tools: ToolDefinition[];
  toolChoice: 'auto' | 'none' | 'required';
}

export type SettingsField = keyof SessionSettings;

/** What was asked for, beside what the server says is in force. */
export interface SettingsState {
  asked: SessionSettings;
  /** null until the server has answered. Fields that the server did not mention are absent. */
  accepted: Partial<SessionSettings> | null;
  /** Fields sent and not yet answered. */
  pending: SettingsField[];
  /** The server's refusal, in its words, by field. Cleared when the field is asked again. */
  refused: Partial<Record<SettingsField, string>>;
  /** True once the assistant has spoken: the voice cannot change in this session any more. */
  voiceLocked: boolean;
}

// ---------------------------------------------------------------- conversation

export type InterruptReason = 'speech' | 'text' | 'stop' | 'escape' | 'push-to-talk' | 'disconnect' | 'seam';

/** What became of one assistant item's audio. `heardSamples <= receivedSamples` always. */
export interface Heard {
  receivedSamples: number;
  heardSamples: number;
  /** How many characters of `text` had been heard, at word boundaries while it plays. */
  heardChars: number;
  /** No more audio will come. */
  complete: boolean;
  interrupted: InterruptReason | null;
  /** The millisecond sent to the server as the end of what was heard; 0 when the item was deleted there as unheard. */
  truncatedAtMs: number | null;
  /** Samples that arrived after the interruption and were dropped. */
  lateSamples: number;
}

export interface MessageItem {
  kind: 'message';
  id: string;
  role: 'user' | 'assistant' | 'system';
  status: 'in-progress' | 'completed' | 'incomplete';
  /** How the person or the model made it. */
  medium: 'voice' | 'text';
  text: string;
  /** For spoken user messages. */
  transcription: 'off' | 'pending' | 'done' | 'failed';
  transcriptionError: string | null;
  /** Milliseconds of audio that can be played back; null = none. */
  audioMs: number | null;
  /** Assistant audio only. */
  heard: Heard | null;
  /** The server no longer has it (an unheard answer), but we still show it. */
  forgotten: boolean;
  responseId: string | null;
  startedAtMs: number;
}

export interface ToolCallItem {
  kind: 'tool-call';
  id: string;
  callId: string;
  name: string;
  /** JSON text as the model streamed it; may be incomplete while `state` is `streaming`. */
  argumentsText: string;
  state: 'streaming' | 'running' | 'done' | 'failed';
  /** What was sent back to the model, JSON text. */
  output: string | null;
  responseId: string | null;
  startedAtMs: number;
  /** Time the tool itself took. */
  durationMs: number | null;
}

/** An item of a kind this console does not draw; shown by its wire type, never dropped. */
export interface OtherItem {
  kind: 'other';
  id: string;
  type: string;
  startedAtMs: number;
}

/** What went over from one session of the server to the next, and what did not. */
export interface Crossing {
  /** Messages given as text: of an answer, the words that were heard. */
  messages: number;
  /** Spoken messages given as sound, because nobody had written them down yet. */
  recordings: number;
  toolCalls: number;
  /** Part of `messages`: only a note that something was said, for want of a transcript. */
  wordless: number;
  /** Part of `messages` and `toolCalls`: too long to be given whole. */
  shortened: number;
  /** Not given: beyond what is carried, the oldest first. */
  tooOld: number;
  /** Not given: answers of which nobody heard a word. */
  unheard: number;
  /** Not given: calls and messages that never came to an end. */
  unfinished: number;
  /** Not given: images and other kinds that have no text. */
  others: number;
  /** Given, and refused by the new session. */
  refused: number;
  /** Speech that no session had taken for a turn yet: sent (again), and lost because it was too long ago. */
  resentMs: number;
  lostMs: number;
}

/** Where one session of the server ended and the conversation went on in another. Ours: no server knows it. */
export interface SeamItem {
  kind: 'seam';
  id: string;
  /** When the line was lost, or left. */
  startedAtMs: number;
  /** `lost`: the connection broke. `limit`: the session had reached its longest time, or was about to. */
  cause: SeamCause;
  /** `ended`: no further session took over. */
  state: 'waiting' | 'resumed' | 'ended';
  /** Until the next session had everything; null before. */
  gapMs: number | null;
  /** null before. */
  crossing: Crossing | null;
  /** All of it, in sentences. */
  words: string;
}

export type SeamCause = 'lost' | 'limit';

export type Item = MessageItem | ToolCallItem | OtherItem | SeamItem;

// ---------------------------------------------------------------- time line

export type MarkKind =
  | 'connected'
  | 'disconnected'
  /** A line was lost or left, and another took over. */
  | 'seam'
  | 'resumed'
  | 'speech-started'
  | 'speech-stopped'
  | 'committed'
  | 'response-created'
  | 'first-text'
  | 'first-audio'
  | 'first-audio-heard'
  | 'interrupted'
  /** The server was told how much of an answer was heard. */
  | 'truncated'
  | 'response-done'
  | 'settings-changed'
  | 'underrun'
  | 'error';

export interface Mark {
  kind: MarkKind;
  atMs: number;
  /** In words, for hover: the reason of an interruption, the message of an error. */
  label: string;
  itemId: string | null;
}

/** A stretch of model audio that came out of the speakers without a gap. */
export interface PlayedSegment {
  id: number;
  itemId: string;
  startMs: number;
  /** First sample of the item's audio in this stretch. */
  fromSample: number;
  lengthSamples: number;
}

// ---------------------------------------------------------------- state of the conversation

/** Who has the floor. */
export type Phase = 'idle' | 'listening' | 'hearing' | 'thinking' | 'speaking' | 'tool';

export interface TokenUsage {
  inputTokens: number;
  outputTokens: number;
  cachedTokens: number;
  responses: number;
}

export interface Notice {
  id: string;
  level: 'info' | 'warning' | 'error';
  /** What happened, why if known. */
  text: string;
  /** What to do about it. */
  nextStep: string | null;
  /** A notice with the same key replaces the earlier one. */
  key: string;
}
