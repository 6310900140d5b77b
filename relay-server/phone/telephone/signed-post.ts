/** Posts to the relay as Twilio does: a form, signed over the address that Twilio knows. */

import type { TwilioSdk } from '../twilio-sdk.ts';
import type { TelephoneNetwork } from './telephone-network.ts';

export interface SignedLine {
  sdk: TwilioSdk;
  network: TelephoneNetwork;
  /** The address that is signed; the relay's `phone.publicUrl`. */
  publicUrl: string;
  /** Null: nothing is signed. */
  authToken: string | null;
}

/** The body of the answer. Rejects, in words, when nothing answers, or not with success. */
export async function postSigned(
  { sdk, network, publicUrl, authToken }: SignedLine,
  path: string,
  fields: Record<string, string>,
): Promise<string> {
  const signature: Record<string, string> =
    authToken === null ? {} : { 'X-Twilio-Signature': sdk.sign(authToken, `${publicUrl}${path}`, fields) };
  const { status, text } = await network.post(path, fields, signature);
  if (status < 200 || status > 299)
    throw new Error(`The relay answered ${path} with HTTP ${status}: ${text}`);
  return text;
}

/** The path of an address of the relay's. Throws for one of another server. */
export function pathOf(url: string, { publicUrl }: Pick<SignedLine, 'publicUrl'>): string {
  if (!url.startsWith(`${publicUrl}/`))
    throw new Error(`The TwiML leads to ${url}, which is another server.`);
  return url.slice(publicUrl.length);
}
