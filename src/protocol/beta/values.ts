/**
 * Single values that beta and GA spell differently: audio formats, modalities, voices, tool choices. Both ways, pure. A value that is
 * not understood goes up as it is, so that the upstream can refuse it in its own words; on the way down it is left out (`undefined`).
 */

import { isObject, pick } from './wire-object.ts';

const FORMATS = [
  ['pcm16', 'audio/pcm'],
  ['g711_ulaw', 'audio/pcmu'],
  ['g711_alaw', 'audio/pcma'],
] as const;

/** `pcm16` → `{type: 'audio/pcm', rate: 24000}`. An object is GA already. */
export function toGaFormat(format: unknown): unknown {
  if (typeof format !== 'string') return format;
  // The API takes PCM at 24 kHz alone.
  if (format === 'pcm16') return { type: 'audio/pcm', rate: 24_000 };
  return { type: FORMATS.find(([beta]) => beta === format)?.[1] ?? format };
}

export function toBetaFormat(format: unknown): unknown {
  if (!isObject(format)) return format;
  return FORMATS.find(([, ga]) => ga === format['type'])?.[0];
}

/** Beta names everything that comes (`['text', 'audio']`), GA the one form of the answer; audio brings its text along in both. */
export function toGaModalities(modalities: unknown): unknown {
  if (!Array.isArray(modalities) || modalities.length === 0) return modalities;
  const words: unknown[] = modalities;
  if (words.some((word) => word !== 'audio' && word !== 'text')) return modalities;
  return [words.includes('audio') ? 'audio' : 'text'];
}

export function toBetaModalities(modalities: unknown): unknown {
  if (!Array.isArray(modalities)) return modalities;
  return modalities.includes('audio') ? ['audio', 'text'] : modalities;
}

/** Custom voices are named by an object in GA; their ids begin with `voice_`. */
export function toGaVoice(voice: unknown): unknown {
  return typeof voice === 'string' && voice.startsWith('voice_') ? { id: voice } : voice;
}

export function toBetaVoice(voice: unknown): unknown {
  return isObject(voice) ? voice['id'] : voice;
}

export function toGaToolChoice(choice: unknown): unknown {
  if (!isObject(choice) || choice['type'] !== 'function' || !isObject(choice['function'])) return choice;
  return { type: 'function', ...pick(choice['function'], ['name']) };
}

/** Where the name of a chosen tool stands, for errors: GA's path, then beta's. */
export const TOOL_CHOICE_PATH = ['tool_choice.name', 'tool_choice.function.name'] as const;

/** Beta knows no MCP, so such a choice has no word there. */
export function toBetaToolChoice(choice: unknown): unknown {
  if (!isObject(choice) || isObject(choice['function'])) return choice;
  return choice['type'] === 'function' ? { type: 'function', function: pick(choice, ['name']) } : undefined;
}

/** Function tools are the same in both; others do not exist in beta. */
export function toBetaTools(tools: unknown): unknown {
  if (!Array.isArray(tools)) return tools;
  return (tools as unknown[]).filter((tool) => isObject(tool) && tool['type'] === 'function');
}
