/** Settings for tests: voice detection by the server, everything else plain. */

import type { SessionSettings } from '../types.ts';

export const testSettings: SessionSettings = {
  model: 'gpt-realtime-2.1',
  voice: 'marin',
  instructions: 'Be brief.',
  outputModality: 'audio',
  turnDetection: {
    kind: 'server_vad',
    threshold: 0.5,
    prefixPaddingMs: 300,
    silenceDurationMs: 500,
    createResponse: true,
    interruptResponse: true,
    idleTimeoutMs: null,
  },
  transcription: { model: 'gpt-transcribe', language: '', prompt: '' },
  noiseReduction: null,
  speed: 1,
  maxOutputTokens: 'inf',
  tools: [],
  toolChoice: 'auto',
};
