/**
 * Whether a request comes from Twilio: its signature over the address that it was told to call. That address is the configured public one,
 * never the `Host` header, which the asker chooses.
 */

import type { IncomingHttpHeaders } from 'node:http';
import type { Refusal } from '../access/refusal.ts';
import { publicAddress } from './call-twiml.ts';
import type { PhoneConfig } from './phone-config.ts';
import type { TwilioSdk } from './twilio-sdk.ts';

export const SIGNATURE_HEADER = 'x-twilio-signature';

const SIGNATURE_WANTED: Refusal = {
  status: 403,
  code: 'twilio_signature_missing',
  message:
    'This address is for Twilio, which signs its requests. For a trial without Twilio use npm run call, which signs too.',
  retryAfterS: null,
};

const SIGNATURE_WRONG: Refusal = {
  status: 403,
  code: 'twilio_signature_wrong',
  message:
    'The signature does not fit. Check that phone.publicUrl is exactly the address that Twilio was given, and that phone.authToken is the auth token of that account.',
  retryAfterS: null,
};

export class SignatureCheck {
  readonly #config: PhoneConfig;
  readonly #sdk: TwilioSdk;

  constructor(config: PhoneConfig, sdk: TwilioSdk) {
    this.#config = config;
    this.#sdk = sdk;
  }

  /** `fields`: of the form that was posted; none for an upgrade. Null: it is Twilio, or anybody may call. */
  refusal(
    headers: IncomingHttpHeaders,
    address: { scheme: 'http' | 'ws'; path: string },
    fields: Record<string, string> = {},
  ): Refusal | null {
    const { allowUnsigned, authToken } = this.#config;
    const signature = headers[SIGNATURE_HEADER];
    if (typeof signature !== 'string' || signature === '') return allowUnsigned ? null : SIGNATURE_WANTED;
    // Without a token nothing can be checked, and then anybody may call.
    if (authToken === null) return null;
    const url = publicAddress(this.#config, address);
    return this.#sdk.isSigned(authToken.reveal(), signature, url, fields) ? null : SIGNATURE_WRONG;
  }
}
