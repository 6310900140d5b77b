/** OpenAI's Realtime API, and any server that speaks it. The key travels in the `Authorization` header and nowhere else. */

import type { RemoteUpstreamConfig } from '../config.ts';
import { TRANSCRIPTION_MODELS, VOICES } from './catalogue.ts';
import { type Upstream, dialQuery } from './upstream.ts';

export function remoteUpstream(
  config: RemoteUpstreamConfig,
  models: { models: readonly string[]; defaultModel: string },
): Upstream {
  return {
    kind: config.kind,
    name: config.name,
    hasKey: config.apiKey !== null,
    ...models,
    voices: VOICES,
    transcriptionModels: TRANSCRIPTION_MODELS,
    dial(request) {
      // A compatible server on one's own machine often wants no key; OpenAI always does, so asking it would be a wasted trip.
      if (config.apiKey === null && config.kind === 'openai') return { ok: false, reason: 'no-key' };
      const headers: Record<string, string> = {};
      if (config.apiKey !== null) headers.Authorization = `Bearer ${config.apiKey.reveal()}`;
      if (config.organization !== null) headers['OpenAI-Organization'] = config.organization;
      if (config.project !== null) headers['OpenAI-Project'] = config.project;
      if (request.safetyIdentifier !== null) headers['OpenAI-Safety-Identifier'] = request.safetyIdentifier;
      return { ok: true, url: `${config.url}?${dialQuery(request.query, models.defaultModel)}`, headers };
    },
  };
}
