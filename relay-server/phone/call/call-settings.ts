/** What a call asks of the model's session: the operator's wishes, and what suits a telephone. Pure. */

import type { CallSettings } from '../../../src/session/call-commands.ts';
import type { SessionSettings, ToolDefinition } from '../../../src/session/types.ts';
import type { Upstream } from '../../upstream/upstream.ts';
import type { PhoneConfig } from '../phone-config.ts';
import { settingsPatch } from './steering.ts';

const PREFERRED_VOICE = 'marin';

export interface CallSettingsOptions {
  config: PhoneConfig;
  upstream: Pick<Upstream, 'defaultModel' | 'voices' | 'transcriptionModels'>;
  /** All that a call can offer the model. */
  tools: ToolDefinition[];
  /** What the operator wants beyond the configuration. */
  wishes: Partial<CallSettings>;
}

export function callSettings({ config, upstream, tools, wishes }: CallSettingsOptions): SessionSettings {
  const { voices, transcriptionModels, defaultModel } = upstream;
  const voice = voices.includes(PREFERRED_VOICE) ? PREFERRED_VOICE : (voices[0] ?? PREFERRED_VOICE);
  const [transcriptionModel] = transcriptionModels;
  return {
    model: config.model ?? defaultModel,
    voice: config.voice ?? voice,
    instructions: config.instructions,
    outputModality: 'audio',
    turnDetection: {
      kind: 'server_vad',
      // A line's noise is louder than a room's, so voice has to stand out a little more (0.5 is the API's default).
      threshold: 0.55,
      prefixPaddingMs: 300,
      silenceDurationMs: 500,
      createResponse: true,
      interruptResponse: true,
      idleTimeoutMs: null,
    },
    transcription:
      transcriptionModel === undefined ? null : { model: transcriptionModel, language: '', prompt: '' },
    // Made for what a telephone sounds like (API reference: `far_field` is for sound from further away).
    noiseReduction: 'far_field',
    speed: 1,
    maxOutputTokens: 'inf',
    tools,
    toolChoice: 'auto',
    ...settingsPatch(wishes, tools),
  };
}
