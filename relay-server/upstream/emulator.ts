/** The Realtime server in the box, reached through a real socket exactly as OpenAI is. It wants no key. */

import { REQUEST_ID_HEADER, type Upstream, dialQuery } from './upstream.ts';
import type { EmulatorUpstreamConfig } from './upstream-config.ts';

/** `url` is the emulator's WebSocket, `ws://127.0.0.1:PORT/v1/realtime`. */
export function emulatorUpstream(
  url: string,
  { id, name, offer }: Omit<EmulatorUpstreamConfig, 'kind'>,
): Upstream {
  return {
    kind: 'emulator',
    id,
    name,
    hasKey: false,
    hints: { key: 'its key', address: 'its address' },
    ...offer,
    dial: (request) => ({
      ok: true,
      url: `${url}?${dialQuery(request.query, offer.defaultModel)}`,
      headers: { [REQUEST_ID_HEADER]: request.requestId },
    }),
  };
}
