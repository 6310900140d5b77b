/** `session.update`: a deep partial merge, all or nothing. Absent = unchanged; null, "" and [] clear. Pure. */

import { type ApiError, refuse } from '../wire/api-error.ts';
import { validate } from '../wire/validate.ts';
import {
  DEFAULT_SEMANTIC_VAD,
  DEFAULT_SERVER_VAD,
  type InputConfig,
  type SessionConfig,
  voiceName,
  type WireFormat,
} from './session-config.ts';
import {
  type AudioInputPatch,
  type RealtimePatch,
  realtimePatch,
  transcriptionPatch,
} from './session-schema.ts';

export type Patched = { ok: true; config: SessionConfig } | { ok: false; error: ApiError };

/** Streaming transcription models hear no turns: the client commits. */
const NEEDS_NO_VAD = new Set(['gpt-realtime-whisper', 'gpt-live-transcribe']);

/**
 * `assistantHasSpoken`: the conversation holds assistant audio, which locks the voice. `config` is not changed; the result shares with
 * it what did not change.
 */
export function applyPatch(config: SessionConfig, session: unknown, assistantHasSpoken: boolean): Patched {
  const type =
    typeof session === 'object' && session !== null && 'type' in session ? session.type : undefined;
  if (type !== config.kind && (type === 'realtime' || type === 'transcription')) {
    const message = `Passing a ${type} session update event to a ${config.kind} session is not allowed.`;
    return { ok: false, error: refuse('invalid_value', message, 'session.type') };
  }
  if (config.kind === 'transcription') {
    const parsed = validate(transcriptionPatch, session, 'session');
    if (!parsed.ok) return parsed;
    const { audio, include } = parsed.value;
    const next = { ...config, include: include === undefined ? config.include : include };
    return checkTranscription({ ...next, input: mergeInput(config.input, audio?.input) });
  }
  const parsed = validate(realtimePatch, session, 'session');
  if (!parsed.ok) return parsed;
  const voice = parsed.value.audio?.output?.voice;
  const isOtherVoice = voice !== undefined && voiceName(voice) !== voiceName(config.output.voice);
  if (isOtherVoice && assistantHasSpoken) {
    const message = "Cannot update a conversation's voice if assistant audio is present.";
    return { ok: false, error: refuse('cannot_update_voice', message, 'session.audio.output.voice') };
  }
  const { tracing } = parsed.value;
  if (
    tracing !== undefined &&
    config.tracing !== null &&
    JSON.stringify(tracing) !== JSON.stringify(config.tracing)
  ) {
    const message = 'Tracing cannot be changed once it is set.';
    return { ok: false, error: refuse('invalid_value', message, 'session.tracing') };
  }
  return { ok: true, config: mergeRealtime(config, parsed.value) };
}

function mergeRealtime(config: SessionConfig, patch: RealtimePatch): SessionConfig {
  const output = patch.audio?.output;
  return {
    ...config,
    output_modalities: patch.output_modalities ?? config.output_modalities,
    instructions: patch.instructions ?? config.instructions,
    input: mergeInput(config.input, patch.audio?.input),
    output: {
      format: output?.format ? wholeFormat(output.format) : config.output.format,
      voice: output?.voice ?? config.output.voice,
      speed: output?.speed ?? config.output.speed,
    },
    tools: patch.tools ?? config.tools,
    tool_choice: patch.tool_choice ?? config.tool_choice,
    parallel_tool_calls: patch.parallel_tool_calls ?? config.parallel_tool_calls,
    reasoning: patch.reasoning ? { ...config.reasoning, ...patch.reasoning } : config.reasoning,
    max_output_tokens: patch.max_output_tokens ?? config.max_output_tokens,
    truncation: patch.truncation ?? config.truncation,
    tracing: patch.tracing === undefined ? config.tracing : patch.tracing,
    prompt: patch.prompt === undefined ? config.prompt : patch.prompt,
    include: patch.include === undefined ? config.include : patch.include,
  };
}

function mergeInput(input: InputConfig, patch: AudioInputPatch | undefined): InputConfig {
  if (!patch) return input;
  const { format, transcription, noise_reduction: noise } = patch;
  return {
    format: format ? wholeFormat(format) : input.format,
    transcription:
      transcription === undefined
        ? input.transcription
        : transcription && { ...input.transcription, ...transcription },
    noise_reduction:
      noise === undefined
        ? input.noise_reduction
        : noise && { type: noise.type, strength: noise.strength ?? input.noise_reduction?.strength ?? 1 },
    turn_detection: mergeTurnDetection(input.turn_detection, patch.turn_detection),
  };
}

/** Another kind of detection starts from its own defaults. */
function mergeTurnDetection(
  current: InputConfig['turn_detection'],
  patch: AudioInputPatch['turn_detection'],
): InputConfig['turn_detection'] {
  if (patch === undefined) return current;
  if (patch === null) return null;
  if (patch.type === 'server_vad') {
    return { ...(current?.type === 'server_vad' ? current : DEFAULT_SERVER_VAD), ...patch };
  }
  return { ...(current?.type === 'semantic_vad' ? current : DEFAULT_SEMANTIC_VAD), ...patch };
}

export function wholeFormat(format: { type: WireFormat['type'] }): WireFormat {
  return format.type === 'audio/pcm' ? { type: 'audio/pcm', rate: 24_000 } : { type: format.type };
}

function checkTranscription(config: SessionConfig): Patched {
  const model = config.input.transcription?.model;
  if (model !== undefined && NEEDS_NO_VAD.has(model) && config.input.turn_detection !== null) {
    const message = `Turn detection must be null when the transcription model is '${model}'.`;
    return { ok: false, error: refuse('invalid_value', message, 'session.audio.input.turn_detection') };
  }
  return { ok: true, config };
}
