/** The settings that a session starts with: ours, or what was asked for last time. Pure. */

import type { ConsoleUpstream } from '../lib/console-config.ts';
import { demoToolDefinitions } from '../lib/demo-tool-definitions.ts';
import type { SessionSettings, TurnDetection } from '../session/types.ts';
import type { RememberedSettings } from './preferences.ts';

type ServerVad = Extract<TurnDetection, { kind: 'server_vad' }>;
type SemanticVad = Extract<TurnDetection, { kind: 'semantic_vad' }>;

/** Threshold, padding and silence as OpenAI documents them for server_vad. */
export const defaultServerVad: ServerVad = {
  kind: 'server_vad',
  threshold: 0.5,
  prefixPaddingMs: 300,
  silenceDurationMs: 500,
  createResponse: true,
  interruptResponse: true,
  idleTimeoutMs: null,
};

export const defaultSemanticVad: SemanticVad = {
  kind: 'semantic_vad',
  eagerness: 'auto',
  createResponse: true,
  interruptResponse: true,
};

export const DEFAULT_INSTRUCTIONS = [
  'You are a friendly voice in a console where people try out realtime models.',
  'Speak the way people talk: short sentences, one thought at a time, then leave room for an answer.',
  'Follow the language of the person. If you did not catch something, say so and ask.',
  'Use your tools when they help, and say in a few words what you found.',
].join('\n');

const FALLBACK_MODEL = 'gpt-realtime-2.1';
const FALLBACK_TRANSCRIPTION_MODEL = 'gpt-transcribe';
const PREFERRED_VOICE = 'marin';

/** `upstream` null = not known yet: names that the current service knows. */
export function defaultSettings(upstream: ConsoleUpstream | null): SessionSettings {
  const voices = upstream?.voices ?? [];
  const transcriptionModel =
    upstream === null ? FALLBACK_TRANSCRIPTION_MODEL : upstream.transcriptionModels[0];
  return {
    model: upstream?.defaultModel ?? FALLBACK_MODEL,
    voice: voices.includes(PREFERRED_VOICE) ? PREFERRED_VOICE : (voices[0] ?? PREFERRED_VOICE),
    instructions: DEFAULT_INSTRUCTIONS,
    outputModality: 'audio',
    turnDetection: defaultServerVad,
    transcription:
      transcriptionModel === undefined ? null : { model: transcriptionModel, language: '', prompt: '' },
    noiseReduction: null,
    speed: 1,
    maxOutputTokens: 'inf',
    tools: [...demoToolDefinitions],
    toolChoice: 'auto',
  };
}

/**
 * What was asked for last time, as far as this upstream offers it: a model, voice or transcription model that it does not list falls back
 * to the default. `upstream` null = nothing to compare with yet.
 */
export function restoreSettings(
  remembered: RememberedSettings | null,
  upstream: ConsoleUpstream | null,
): SessionSettings {
  const defaults = defaultSettings(upstream);
  if (!remembered) return defaults;
  const { toolNames, transcription, ...rest } = remembered;
  return {
    ...rest,
    model: offered(rest.model, upstream?.models, defaults.model),
    voice: offered(rest.voice, upstream?.voices, defaults.voice),
    transcription:
      transcription && (upstream === null || defaults.transcription !== null)
        ? {
            ...transcription,
            model: offered(
              transcription.model,
              upstream?.transcriptionModels,
              defaults.transcription?.model ?? transcription.model,
            ),
          }
        : null,
    tools: demoToolDefinitions.filter((tool) => toolNames.includes(tool.name)),
  };
}

/** The form in which settings are remembered. */
export function rememberSettings(settings: SessionSettings): RememberedSettings {
  const { tools, ...rest } = settings;
  return { ...rest, toolNames: tools.map((tool) => tool.name) };
}

function offered(wanted: string, list: readonly string[] | undefined, fallback: string): string {
  return !list || list.length === 0 || list.includes(wanted) ? wanted : fallback;
}
