/** The Realtime server in the box, reached through a real socket exactly as OpenAI is. It wants no key. */

import { TRANSCRIPTION_MODELS, VOICES } from './catalogue.ts';
import { type Upstream, dialQuery } from './upstream.ts';

/** `url` is the emulator's WebSocket, `ws://127.0.0.1:PORT/v1/realtime`. */
export function emulatorUpstream(
  url: string,
  models: { models: readonly string[]; defaultModel: string },
): Upstream {
  return {
    kind: 'emulator',
    name: 'Emulator',
    hasKey: false,
    ...models,
    voices: VOICES,
    transcriptionModels: TRANSCRIPTION_MODELS,
    dial: (request) => ({
      ok: true,
      url: `${url}?${dialQuery(request.query, models.defaultModel)}`,
      headers: {},
    }),
  };
}
