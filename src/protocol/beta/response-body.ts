/** Responses: the body of `response.create` (beta → GA), and the response object (GA → beta). Owns every name inside `response`. */

import { toBetaItem, toGaItem } from './items.ts';
import {
  toBetaFormat,
  toBetaModalities,
  toBetaVoice,
  TOOL_CHOICE_PATH,
  toGaFormat,
  toGaModalities,
  toGaToolChoice,
  toGaVoice,
} from './values.ts';
import { isObject, pick, type WireObject } from './wire-object.ts';

/** Where a GA path inside `response` is in beta, for errors. */
export const RESPONSE_PATHS: readonly (readonly [ga: string, beta: string])[] = [
  TOOL_CHOICE_PATH,
  ['output_modalities', 'modalities'],
  ['max_output_tokens', 'max_response_output_tokens'],
  ['audio.output.voice', 'voice'],
  ['audio.output.format', 'output_audio_format'],
];

/** Keys of neither protocol go on, to be refused by the upstream. */
export function toGaResponseParams(body: WireObject): WireObject {
  const root: [string, unknown][] = [];
  const output: [string, unknown][] = [];
  for (const [key, value] of Object.entries(body)) {
    if (key === 'temperature' || key === 'audio') continue;
    else if (key === 'modalities') root.push(['output_modalities', toGaModalities(value)]);
    else if (key === 'max_response_output_tokens') root.push(['max_output_tokens', value]);
    else if (key === 'tool_choice') root.push([key, toGaToolChoice(value)]);
    else if (key === 'input') root.push([key, Array.isArray(value) ? value.map(toGaItem) : value]);
    else if (key === 'voice') output.push(['voice', toGaVoice(value)]);
    else if (key === 'output_audio_format') output.push(['format', toGaFormat(value)]);
    else root.push([key, value]);
  }
  const audio = body['audio'];
  const result = Object.fromEntries(root);
  if (output.length === 0) return audio === undefined ? result : { ...result, audio };
  const before = isObject(audio) ? audio : {};
  const beforeOutput = isObject(before['output']) ? before['output'] : {};
  return { ...result, audio: { ...before, output: { ...beforeOutput, ...Object.fromEntries(output) } } };
}

const SHARED = ['id', 'object', 'status', 'conversation_id', 'max_output_tokens', 'metadata'];

/** A GA response object as beta's: always with an `output` list, and with `temperature`, which GA no longer has. */
export function toBetaResponse(response: WireObject, temperature: number): WireObject {
  const audio = isObject(response['audio']) ? response['audio'] : {};
  const spoken = isObject(audio['output']) ? audio['output'] : {};
  const output: unknown[] = Array.isArray(response['output']) ? response['output'] : [];
  const fields: [string, unknown][] = [
    ['status_details', details(response['status_details'])],
    ['usage', usage(response['usage'])],
    ['modalities', toBetaModalities(response['output_modalities'] ?? response['modalities'])],
    ['voice', toBetaVoice(spoken['voice'] ?? response['voice'])],
    ['output_audio_format', toBetaFormat(spoken['format'] ?? response['output_audio_format'])],
  ];
  return {
    ...pick(response, SHARED),
    ...Object.fromEntries(fields.filter(([, value]) => value !== undefined)),
    temperature: typeof response['temperature'] === 'number' ? response['temperature'] : temperature,
    output: output.map(toBetaItem).filter((item) => item !== null),
  };
}

function details(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { error } = value;
  return {
    ...pick(value, ['type', 'reason']),
    ...(isObject(error) ? { error: pick(error, ['type', 'code', 'message']) } : {}),
  };
}

/** Without image tokens and the split of the cached ones: beta counts neither. */
function usage(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { input_token_details: input, output_token_details: output } = value;
  return {
    ...pick(value, ['total_tokens', 'input_tokens', 'output_tokens']),
    ...(isObject(input)
      ? { input_token_details: pick(input, ['cached_tokens', 'text_tokens', 'audio_tokens']) }
      : {}),
    ...(isObject(output) ? { output_token_details: pick(output, ['text_tokens', 'audio_tokens']) } : {}),
  };
}
