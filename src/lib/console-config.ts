/** What `GET /api/console` tells the page: all it needs to draw itself and to connect, and no secret. */

export interface ConsoleConfig {
  /** Version of Sidetone, from package.json. */
  version: string;
  upstream: {
    /** Shown to people: `OpenAI`, `Emulator`, or the host of a compatible server. */
    name: string;
    kind: 'openai' | 'compatible' | 'emulator';
  };
  /** Path of the relay's WebSocket on the page's own origin; the page adds `?model=`. */
  realtimePath: string;
  defaultModel: string;
  models: string[];
  voices: string[];
  transcriptionModels: string[];
}
