/**
 * The official `twilio` package, for what it is good for here: TwiML and signatures. Loaded only when a telephone is configured, and only
 * these two files of it: its REST client is large.
 */

import type VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';

export interface TwilioSdk {
  newResponse(): VoiceResponse;
  /** Whether `signature` is Twilio's over this URL and these form fields. Takes the same time for a right and a wrong one. */
  isSigned(authToken: string, signature: string, url: string, fields: Record<string, string>): boolean;
  /** The signature that Twilio would give; for the telephone in the box. */
  sign(authToken: string, url: string, fields: Record<string, string>): string;
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
