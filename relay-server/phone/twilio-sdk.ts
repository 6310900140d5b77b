/**
 * The official `twilio` package, for what it is good for here: TwiML and signatures. Loaded only when a telephone is configured, and only
 * these two files of it: its REST client is large.
 */

import { invariant } from '../../src/lib/errors.ts';
import type VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';

export interface TwilioSdk {
  newResponse(): VoiceResponse;
  /** Whether `signature` is Twilio's over this URL and these form fields. Takes the same time for a right and a wrong one. */
  isSigned(authToken: string, signature: string, url: string, fields: Record<string, string>): boolean;
  /** The signature that Twilio would give; for the telephone in the box. */
  sign(authToken: string, url: string, fields: Record<string, string>): string;
}

/** One that is loaded when it is first needed. Before that it knows no signature, and nobody can have given one. */
export class LaterTwilioSdk implements TwilioSdk {
  #loading: Promise<TwilioSdk> | null = null;
  #sdk: TwilioSdk | null = null;

  async load(): Promise<TwilioSdk> {
    this.#loading ??= loadTwilioSdk();
    this.#sdk = await this.#loading;
    return this.#sdk;
  }

  newResponse(): VoiceResponse {
    return this.#loaded.newResponse();
  }

  isSigned(...asked: Parameters<TwilioSdk['isSigned']>): boolean {
    return this.#sdk?.isSigned(...asked) ?? false;
  }

  sign(...asked: Parameters<TwilioSdk['sign']>): string {
    return this.#loaded.sign(...asked);
  }

  get #loaded(): TwilioSdk {
    invariant(this.#sdk, 'twilio was not loaded before it was used; await load() first');
    return this.#sdk;
  }
}

export async function loadTwilioSdk(): Promise<TwilioSdk> {
  const [{ default: Response }, webhooks] = await Promise.all([
    import('twilio/lib/twiml/VoiceResponse.js'),
    import('twilio/lib/webhooks/webhooks.js'),
  ]);
  return {
    newResponse: () => new Response(),
    isSigned: (authToken, signature, url, fields) =>
      webhooks.validateRequest(authToken, signature, url, fields),
    sign: (authToken, url, fields) => webhooks.getExpectedTwilioSignature(authToken, url, fields),
  };
}
