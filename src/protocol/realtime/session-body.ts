/**
 * The session as the console names it ↔ the session as the Realtime GA wire names it. Owns every wire name inside `session`.
 * Absent and null are different things in both directions: absent = not mentioned, null = off.
 */

import type { WireAudioFormat, WireSessionBody, WireTool, WireTurnDetection } from './events.ts';

type Eagerness = 'low' | 'medium' | 'high' | 'auto';
type NoiseReduction = 'near_field' | 'far_field';
type ToolChoice = 'auto' | 'none' | 'required';

/** What can be mapped. The conversation core's settings have this shape, and the compiler holds the two together. */
export interface SessionFields {
  model: string;
  voice: string;
  instructions: string;
  outputModality: 'audio' | 'text';
  turnDetection: TurnDetectionFields;
  transcription: { model: string; language: string; prompt: string } | null;
  noiseReduction: NoiseReduction | null;
  speed: number;
  maxOutputTokens: number | 'inf';
  tools: { name: string; description: string; parameters: Record<string, unknown> }[];
  toolChoice: ToolChoice;
}

export type TurnDetectionFields =
  | {
      kind: 'server_vad';
      threshold: number;
      prefixPaddingMs: number;
      silenceDurationMs: number;
      createResponse: boolean;
      interruptResponse: boolean;
      idleTimeoutMs: number | null;
    }
  | { kind: 'semantic_vad'; eagerness: Eagerness; createResponse: boolean; interruptResponse: boolean }
  | { kind: 'none' };

/**
 * The body of a `session.update` with only the given fields. `model` is never sent: a running session keeps its model.
 * `previous` is what was asked before: a language or prompt that was set there and is empty now is cleared with "", since
 * leaving it out would mean "as it was". `audioFormat` is asked for both ways, which the first update does.
 */
export function toSessionBody(
  fields: Partial<SessionFields>,
  options: { previous?: Partial<SessionFields> | null; audioFormat?: WireAudioFormat | null } = {},
): WireSessionBody {
  const body: WireSessionBody = { type: 'realtime' };
  const input: NonNullable<NonNullable<WireSessionBody['audio']>['input']> = {};
  const output: NonNullable<NonNullable<WireSessionBody['audio']>['output']> = {};
  const { audioFormat = null } = options;
  if (audioFormat !== null) {
    input.format = audioFormat;
    output.format = audioFormat;
  }
  if (fields.outputModality !== undefined) body.output_modalities = [fields.outputModality];
  if (fields.instructions !== undefined) body.instructions = fields.instructions;
  if (fields.tools !== undefined) body.tools = fields.tools.map((tool) => ({ type: 'function', ...tool }));
  if (fields.toolChoice !== undefined) body.tool_choice = fields.toolChoice;
  if (fields.maxOutputTokens !== undefined) body.max_output_tokens = fields.maxOutputTokens;
  if (fields.turnDetection !== undefined) input.turn_detection = toTurnDetection(fields.turnDetection);
  if (fields.transcription !== undefined) {
    input.transcription = toTranscription(fields.transcription, options.previous?.transcription ?? null);
  }
  if (fields.noiseReduction !== undefined) {
    input.noise_reduction = fields.noiseReduction === null ? null : { type: fields.noiseReduction };
  }
  if (fields.voice !== undefined) {
    // Custom voices are named by an object; their ids begin so.
    output.voice = fields.voice.startsWith('voice_') ? { id: fields.voice } : fields.voice;
  }
  if (fields.speed !== undefined) output.speed = fields.speed;
  const hasInput = Object.keys(input).length > 0;
  const hasOutput = Object.keys(output).length > 0;
  if (hasInput || hasOutput) {
    body.audio = {};
    if (hasInput) body.audio.input = input;
    if (hasOutput) body.audio.output = output;
  }
  return body;
}

function toTurnDetection(turn: TurnDetectionFields): WireTurnDetection | null {
  if (turn.kind === 'none') return null;
  const flags = { create_response: turn.createResponse, interrupt_response: turn.interruptResponse };
  if (turn.kind === 'semantic_vad') return { type: 'semantic_vad', eagerness: turn.eagerness, ...flags };
  return {
    type: 'server_vad',
    threshold: turn.threshold,
    prefix_padding_ms: turn.prefixPaddingMs,
    silence_duration_ms: turn.silenceDurationMs,
    idle_timeout_ms: turn.idleTimeoutMs,
    ...flags,
  };
}

type Transcription = SessionFields['transcription'];

function toTranscription(asked: Transcription, previous: Transcription) {
  if (asked === null) return null;
  const wire: { model: string; language?: string; prompt?: string } = { model: asked.model };
  if (asked.language !== '' || (previous !== null && previous.language !== ''))
    wire.language = asked.language;
  if (asked.prompt !== '' || (previous !== null && previous.prompt !== '')) wire.prompt = asked.prompt;
  return wire;
}

/**
 * What a session object from the server says, as far as it is understood: a field that is absent there, or of a form the
 * console has no word for (a forced tool, say), is absent here. Takes anything and never throws.
 */
export function fromSession(session: unknown): Partial<SessionFields> {
  const wire = record(session) ?? {};
  const audio = record(wire['audio']);
  const input = record(audio?.['input']);
  const output = record(audio?.['output']);
  const fields: Partial<SessionFields> = {};
  const { model, instructions, max_output_tokens: limit, tool_choice: choice } = wire;
  if (typeof model === 'string') fields.model = model;
  if (typeof instructions === 'string') fields.instructions = instructions;
  if (typeof limit === 'number' || limit === 'inf') fields.maxOutputTokens = limit;
  if (choice === 'auto' || choice === 'none' || choice === 'required') fields.toolChoice = choice;
  const modalities = wire['output_modalities'];
  const modality: unknown = Array.isArray(modalities) ? modalities[0] : undefined;
  if (modality === 'audio' || modality === 'text') fields.outputModality = modality;
  if (Array.isArray(wire['tools'])) fields.tools = (wire['tools'] as unknown[]).flatMap(fromTool);
  if (input) readInput(input, fields);
  const voice = output?.['voice'];
  const voiceId = typeof voice === 'string' ? voice : record(voice)?.['id'];
  if (typeof voiceId === 'string') fields.voice = voiceId;
  const speed = output?.['speed'];
  if (typeof speed === 'number') fields.speed = speed;
  return fields;
}

/** Types of the audio formats that a session object tells, such as `audio/pcmu`; null where it tells none. Takes anything and never throws. */
export function formatsOf(session: unknown): { input: string | null; output: string | null } {
  const audio = record(record(session)?.['audio']);
  const type = (side: unknown): string | null => {
    const format = record(record(side)?.['format'])?.['type'];
    return typeof format === 'string' ? format : null;
  };
  return { input: type(audio?.['input']), output: type(audio?.['output']) };
}

function readInput(input: Record<string, unknown>, fields: Partial<SessionFields>): void {
  if (input['turn_detection'] === null) fields.turnDetection = { kind: 'none' };
  const turn = fromTurnDetection(record(input['turn_detection']));
  if (turn) fields.turnDetection = turn;
  if (input['transcription'] === null) fields.transcription = null;
  const transcription = record(input['transcription']);
  if (transcription && typeof transcription['model'] === 'string') {
    const { model, language, prompt } = transcription;
    fields.transcription = {
      model,
      language: typeof language === 'string' ? language : '',
      prompt: typeof prompt === 'string' ? prompt : '',
    };
  }
  if (input['noise_reduction'] === null) fields.noiseReduction = null;
  const noise = record(input['noise_reduction'])?.['type'];
  if (noise === 'near_field' || noise === 'far_field') fields.noiseReduction = noise;
}

/** Numbers that a server leaves out are the API's documented defaults. */
function fromTurnDetection(turn: Record<string, unknown> | null): TurnDetectionFields | null {
  if (!turn) return null;
  const flags = {
    createResponse: turn['create_response'] !== false,
    interruptResponse: turn['interrupt_response'] !== false,
  };
  if (turn['type'] === 'semantic_vad') {
    const eagerness = turn['eagerness'];
    const known = eagerness === 'low' || eagerness === 'medium' || eagerness === 'high';
    return { kind: 'semantic_vad', eagerness: known ? eagerness : 'auto', ...flags };
  }
  if (turn['type'] !== 'server_vad') return null;
  const idle = turn['idle_timeout_ms'];
  return {
    kind: 'server_vad',
    threshold: numberOr(turn['threshold'], 0.5),
    prefixPaddingMs: numberOr(turn['prefix_padding_ms'], 300),
    silenceDurationMs: numberOr(turn['silence_duration_ms'], 500),
    idleTimeoutMs: typeof idle === 'number' ? idle : null,
    ...flags,
  };
}

function fromTool(tool: unknown): SessionFields['tools'] {
  const wire = record(tool) as WireTool | null;
  if (wire?.type !== 'function' || typeof wire.name !== 'string') return [];
  const description = typeof wire.description === 'string' ? wire.description : '';
  return [{ name: wire.name, description, parameters: record(wire.parameters) ?? {} }];
}

/** Which field a server means by the path in an error's `param`, or null. */
export function fieldOfParam(param: string | null): keyof SessionFields | null {
  if (param === null) return null;
  const path = param.replace(/^session\./, '');
  const found = PARAM_FIELDS.find(
    ([name]) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`),
  );
  return found?.[1] ?? null;
}

const PARAM_FIELDS: readonly (readonly [string, keyof SessionFields])[] = [
  ['audio.output.voice', 'voice'],
  ['audio.output.speed', 'speed'],
  ['audio.input.turn_detection', 'turnDetection'],
  ['audio.input.transcription', 'transcription'],
  ['audio.input.noise_reduction', 'noiseReduction'],
  ['instructions', 'instructions'],
  ['output_modalities', 'outputModality'],
  ['max_output_tokens', 'maxOutputTokens'],
  ['tools', 'tools'],
  ['tool_choice', 'toolChoice'],
  ['model', 'model'],
];

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fallback;
}
