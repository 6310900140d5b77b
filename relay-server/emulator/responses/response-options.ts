/** What one response is made with: the session's settings, overridden by those of `response.create`. Pure. */

import type * as Wire from 'openai/resources/realtime/realtime';
import { wholeFormat } from '../config/apply-patch.ts';
import { type Modality, type SessionConfig, voiceName, type WireFormat } from '../config/session-config.ts';
import type { ResponseParams } from '../wire/client-events.ts';

export interface ResponseOptions {
  modality: Modality;
  instructions: string;
  /** The instructions that this response alone was given; null when it has none of its own. */
  ownInstructions: string | null;
  voice: string;
  speed: number;
  format: WireFormat;
  tools: Wire.RealtimeFunctionTool[];
  toolChoice: SessionConfig['tool_choice'];
  maxOutputTokens: number | 'inf';
  metadata: Record<string, string> | null;
  outOfBand: boolean;
}

export function responseOptions(config: SessionConfig, params: ResponseParams): ResponseOptions {
  const output = params.audio?.output;
  return {
    modality: params.output_modalities?.[0] ?? config.output_modalities[0] ?? 'audio',
    instructions: params.instructions ?? config.instructions,
    ownInstructions: params.instructions ?? null,
    voice: voiceName(output?.voice ?? config.output.voice),
    speed: config.output.speed,
    format: output?.format ? wholeFormat(output.format) : config.output.format,
    tools: params.tools ?? config.tools,
    toolChoice: params.tool_choice ?? config.tool_choice,
    maxOutputTokens: params.max_output_tokens ?? config.max_output_tokens,
    metadata: params.metadata ?? null,
    outOfBand: params.conversation === 'none',
  };
}

/** The response object but for what changes while it runs. */
export function responseObject(
  id: string,
  conversationId: string,
  options: ResponseOptions,
): Omit<Wire.RealtimeResponse, 'status' | 'output'> {
  return {
    object: 'realtime.response',
    id,
    // Out of band it is null on the wire: the encoder fills that in.
    ...(!options.outOfBand && { conversation_id: conversationId }),
    output_modalities: [options.modality],
    max_output_tokens: options.maxOutputTokens,
    audio: { output: { format: options.format, voice: options.voice } },
    metadata: options.metadata,
  };
}
