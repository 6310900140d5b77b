/** What `GET /api/console` tells the page: all it needs to draw itself and to connect, and no secret. */

export interface ConsoleConfig {
  /** Version of Sidetone, from package.json. */
  version: string;
  /** Path of the relay's WebSocket on the page's own origin; the page adds `?model=`, and `&upstream=` where there are several. */
  realtimePath: string;
  /** At least one; the first is the default. */
  upstreams: readonly [ConsoleUpstream, ...ConsoleUpstream[]];
  /** Fields of the session settings that the relay sets and clients cannot change. */
  setByServer: readonly string[];
}

export interface ConsoleUpstream {
  /** By which a client chooses it. */
  id: string;
  /** Shown to people: `OpenAI`, `Emulator`, or the host of a compatible server. */
  name: string;
  kind: 'openai' | 'azure' | 'compatible' | 'emulator';
  defaultModel: string;
  models: readonly string[];
  voices: readonly string[];
  /** Empty: no transcription is asked for. */
  transcriptionModels: readonly string[];
}

/** The upstream with that id; the default where there is none. Null without a configuration. */
export function upstreamOf(config: ConsoleConfig | null, id: string): ConsoleUpstream | null {
  if (config === null) return null;
  return config.upstreams.find((upstream) => upstream.id === id) ?? config.upstreams[0];
}
