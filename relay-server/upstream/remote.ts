/**
 * OpenAI's Realtime API, Azure's, and any server that speaks it. The key travels in one header (`Authorization`; at Azure `api-key`) and
 * nowhere else.
 */

import { REQUEST_ID_HEADER, type Upstream, dialQuery } from './upstream.ts';
import type { RemoteUpstreamConfig } from './upstream-config.ts';

export function remoteUpstream(config: RemoteUpstreamConfig): Upstream {
  const { kind, id, name, apiKey, offer, hints } = config;
  return {
    kind,
    id,
    name,
    hasKey: apiKey !== null,
    hints,
    ...offer,
    dial(request) {
      // A compatible server on one's own machine often wants no key; the others always do, so asking them would be a wasted trip.
      if (apiKey === null && kind !== 'compatible') return { ok: false, reason: 'no-key' };
      const headers: Record<string, string> = {};
      for (const [header, value] of Object.entries(config.headers)) headers[header] = value.reveal();
      if (apiKey !== null && kind === 'azure') headers['api-key'] = apiKey.reveal();
      else if (apiKey !== null) headers.Authorization = `Bearer ${apiKey.reveal()}`;
      if (config.organization !== null) headers['OpenAI-Organization'] = config.organization;
      if (config.project !== null) headers['OpenAI-Project'] = config.project;
      const ofClient = config.ignoreClientSafetyIdentifier ? null : request.safetyIdentifier;
      const safetyIdentifier = ofClient ?? config.safetyIdentifier;
      if (safetyIdentifier !== null) headers['OpenAI-Safety-Identifier'] = safetyIdentifier;
      headers[REQUEST_ID_HEADER] = request.requestId;
      return { ok: true, url: `${config.url}?${dialQuery(request.query, offer.defaultModel)}`, headers };
    },
  };
}
