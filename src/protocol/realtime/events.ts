/**
 * The words of the Realtime GA wire, from the official `openai` package; types only, so none of its code is bundled.
 * Owns nothing at run time. Two types are widened where the service takes more than the package says.
 */

import type * as Wire from 'openai/resources/realtime/realtime';

export type ServerEvent = Wire.RealtimeServerEvent;
export type ServerEventType = ServerEvent['type'];
export type ServerEventOf<T extends ServerEventType> = Extract<ServerEvent, { type: T }>;

export type WireItem = Wire.ConversationItem;
export type WireResponse = Wire.RealtimeResponse;
export type WireTool = Wire.RealtimeFunctionTool;
export type WireTurnDetection = Wire.RealtimeAudioInputTurnDetection;
export type WireAudioFormat = Wire.RealtimeAudioFormats;

/**
 * The body of `session.update`. Unlike the package's type it allows null where the service takes null to mean "off"; leaving
 * a field out means "as it was".
 */
export type WireSessionBody = Omit<Wire.RealtimeSessionCreateRequest, 'audio' | 'model'> & {
  audio?: {
    input?: Omit<Wire.RealtimeAudioConfigInput, 'noise_reduction' | 'transcription'> & {
      noise_reduction?: Wire.RealtimeAudioConfigInput['noise_reduction'] | null;
      transcription?: Wire.AudioTranscription | null;
    };
    output?: Wire.RealtimeAudioConfigOutput;
  };
};

type WithId<E> = E extends unknown ? E & { event_id: string } : never;

export type ClientEvent = WithId<
  | Exclude<Wire.RealtimeClientEvent, Wire.SessionUpdateEvent>
  | { type: 'session.update'; session: WireSessionBody }
>;
export type ClientEventType = ClientEvent['type'];

/** Something only we know, shown among the wire's events: where playback was, what was dropped. Never on the wire. */
export interface NoteEvent {
  type: `sidetone.${string}`;
  /** One line for the log. */
  summary: string;
  level?: 'normal' | 'warning' | 'error';
  itemId?: string;
  /** Further facts, for the details of the row. */
  facts?: Record<string, unknown>;
}

export type Direction = 'client' | 'server' | 'note';
