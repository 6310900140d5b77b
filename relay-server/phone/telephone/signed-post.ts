/** Posts to the relay as Twilio does: a form, signed over the address that Twilio knows. */

import { messageOf } from '../../../src/lib/errors.ts';
import type { TwilioSdk } from '../twilio-sdk.ts';

export interface SignedLine {
  sdk: TwilioSdk;
  /** Where the relay listens, such as `http://127.0.0.1:3000`. */
  target: string;
  /** The address that is signed; the relay's `phone.publicUrl`. */
  publicUrl: string;
  /** Null: nothing is signed. */
  authToken: string | null;
}

/** The body of the answer. Rejects, in words, when nothing answers, or not with success. */
export async function postSigned(
  { sdk, target, publicUrl, authToken }: SignedLine,
  path: string,
  fields: Record<string, string>,
): Promise<string> {
  const url = `${target}${path}`;
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers:
        authToken === null
          ? {}
          : { 'X-Twilio-Signature': sdk.sign(authToken, `${publicUrl}${path}`, fields) },
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    throw new Error(`Nothing answers at ${url}: ${messageOf(cause)}.`, { cause: error });
  }
  const text = await response.text();
  if (!response.ok) throw new Error(`The relay answered ${path} with HTTP ${response.status}: ${text}`);
  return text;
}

/** The path of an address of the relay's. Throws for one of another server. */
export function pathOf(url: string, { publicUrl }: Pick<SignedLine, 'publicUrl'>): string {
  if (!url.startsWith(`${publicUrl}/`)) throw new Error(`${url} is an address of another server.`);
  return url.slice(publicUrl.length);
}
