/**
 * The configuration that is in force in one session: its defaults, and how it is echoed. Field names are the wire's, because that is
 * what the emulator is about. Values that are off are left out of the echo where the `openai` package's types know no null
 * (transcription, noise_reduction, include); the encoder fills them in.
 */

import type * as Wire from 'openai/resources/realtime/realtime';

export type WireFormat = { type: 'audio/pcm'; rate: 24000 } | { type: 'audio/pcmu' } | { type: 'audio/pcma' };
export type WireVoice = string | { id: string };
export type Modality = 'text' | 'audio';

export interface ServerVad {
  type: 'server_vad';
  threshold: number;
  prefix_padding_ms: number;
  silence_duration_ms: number;
  idle_timeout_ms: number | null;
  create_response: boolean;
  interrupt_response: boolean;
}

export interface SemanticVad {
  type: 'semantic_vad';
  eagerness: 'low' | 'medium' | 'high' | 'auto';
  create_response: boolean;
  interrupt_response: boolean;
}

export interface InputConfig {
  format: WireFormat;
  transcription: Wire.AudioTranscription | null;
  noise_reduction: { type: Wire.NoiseReductionType; strength: number } | null;
  turn_detection: ServerVad | SemanticVad | null;
}

export interface SessionConfig {
  kind: 'realtime' | 'transcription';
  id: string;
  /** Seconds since 1970. */
  expires_at: number;
  model: string;
  output_modalities: Modality[];
  instructions: string;
  input: InputConfig;
  output: { format: WireFormat; voice: WireVoice; speed: number };
  tools: Wire.RealtimeFunctionTool[];
  tool_choice: 'none' | 'auto' | 'required' | { type: 'function'; name: string };
  parallel_tool_calls: boolean | null;
  reasoning: Wire.RealtimeReasoning | null;
  max_output_tokens: number | 'inf';
  truncation: Wire.RealtimeTruncation;
  tracing: Wire.RealtimeTracingConfig | null;
  prompt: Wire.RealtimeSessionCreateRequest['prompt'];
  include: 'item.input_audio_transcription.logprobs'[] | null;
}

/** Voice activity as the live service echoes it for a new session; its documentation says 500 ms of silence, it says 200. */
export const DEFAULT_SERVER_VAD: ServerVad = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 200,
  idle_timeout_ms: null,
  create_response: true,
  interrupt_response: true,
};

export const DEFAULT_SEMANTIC_VAD: SemanticVad = {
  type: 'semantic_vad',
  eagerness: 'auto',
  create_response: true,
  interrupt_response: true,
};

const DEFAULT_INSTRUCTIONS =
  'You are the Sidetone emulator. You are not a language model: you follow simple rules, and you say so.';

/** A session ends after an hour, as the service's does. */
export const SESSION_SECONDS = 3600;

export function defaultConfig(
  kind: SessionConfig['kind'],
  id: string,
  model: string,
  nowSeconds: number,
  lifetimeSeconds: number = SESSION_SECONDS,
): SessionConfig {
  return {
    kind,
    id,
    expires_at: nowSeconds + lifetimeSeconds,
    model,
    output_modalities: ['audio'],
    instructions: DEFAULT_INSTRUCTIONS,
    input: {
      format: { type: 'audio/pcm', rate: 24_000 },
      transcription: null,
      noise_reduction: null,
      turn_detection: DEFAULT_SERVER_VAD,
    },
    output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'alloy', speed: 1 },
    tools: [],
    tool_choice: 'auto',
    parallel_tool_calls: null,
    reasoning: null,
    max_output_tokens: 'inf',
    truncation: 'auto',
    tracing: null,
    prompt: null,
    include: null,
  };
}

interface EchoedRealtimeSession extends Wire.RealtimeSessionCreateRequest {
  id: string;
  object: 'realtime.session';
  expires_at: number;
}

interface EchoedTranscriptionSession extends Wire.RealtimeTranscriptionSessionCreateRequest {
  id: string;
  object: 'realtime.transcription_session';
  expires_at: number;
}

function echoInput(input: InputConfig): Wire.RealtimeAudioConfigInput {
  return {
    format: input.format,
    ...(input.transcription && { transcription: input.transcription }),
    ...(input.noise_reduction && { noise_reduction: input.noise_reduction }),
    turn_detection: input.turn_detection,
  };
}

/** The session as `session.created` and `session.updated` carry it: whole. */
export function echoConfig(config: SessionConfig): EchoedRealtimeSession | EchoedTranscriptionSession {
  const { id, expires_at } = config;
  const include = config.include && { include: config.include };
  if (config.kind === 'transcription') {
    const audio = { input: echoInput(config.input) };
    return {
      type: 'transcription',
      object: 'realtime.transcription_session',
      id,
      expires_at,
      audio,
      ...include,
    };
  }
  return {
    type: 'realtime',
    object: 'realtime.session',
    id,
    model: config.model,
    output_modalities: config.output_modalities,
    instructions: config.instructions,
    tools: config.tools,
    tool_choice: config.tool_choice,
    ...(config.parallel_tool_calls !== null && { parallel_tool_calls: config.parallel_tool_calls }),
    ...(config.reasoning && { reasoning: config.reasoning }),
    max_output_tokens: config.max_output_tokens,
    tracing: config.tracing,
    truncation: config.truncation,
    prompt: config.prompt,
    expires_at,
    audio: { input: echoInput(config.input), output: config.output },
    ...include,
  };
}

/** The name under which a voice is spoken and reported; a custom voice goes by its id. */
export function voiceName(voice: WireVoice): string {
  return typeof voice === 'string' ? voice : voice.id;
}
