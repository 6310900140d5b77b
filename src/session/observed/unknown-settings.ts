/** What is taken for a session's settings until its server has said them. */

import type { SessionSettings } from '../types.ts';

export const UNKNOWN_SETTINGS: SessionSettings = {
  model: '',
  voice: '',
  instructions: '',
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
  transcription: null,
  noiseReduction: null,
  speed: 1,
  maxOutputTokens: 'inf',
  tools: [],
  toolChoice: 'auto',
};
