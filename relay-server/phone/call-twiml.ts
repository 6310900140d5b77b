/** What Twilio is told to do with a call: connect it to the media stream, and what comes after the stream has ended. */

import type { PhoneConfig } from './phone-config.ts';
import type { TwilioSdk } from './twilio-sdk.ts';

export const INCOMING_PATH = '/twilio/incoming-call';
export const AFTER_PATH = '/twilio/after-stream';
export const STREAM_PATH = '/twilio/media-stream';
/** Name of the `<Parameter>` with the one-time token. */
export const TOKEN_PARAMETER = 'token';

/** An address of this relay as Twilio knows it. */
export function publicAddress(
  { publicUrl }: Pick<PhoneConfig, 'publicUrl'>,
  { scheme, path }: { scheme: 'http' | 'ws'; path: string },
): string {
  return `${scheme === 'ws' ? publicUrl.replace(/^http/, 'ws') : publicUrl}${path}`;
}

/** How a stream ended, as far as what comes after it depends on that. */
export type CallEnding =
  | { kind: 'over' }
  /** The agent, or what stands behind it, could not be reached or broke off. */
  | { kind: 'failed' }
  | { kind: 'transfer'; to: string };

const APOLOGY = 'I am sorry, I cannot go on with this call. Please call again later.';
const BUSY = 'I am sorry, all lines are busy. Please call again in a few minutes.';

/** `<Connect><Stream>` with the token, and behind it the question what to do next. A stream's address takes no query. */
export function connectTwiml(sdk: TwilioSdk, config: PhoneConfig, token: string): string {
  const response = sdk.newResponse();
  const announcement = config.recording?.announcement ?? null;
  if (announcement !== null) response.say(announcement);
  if (config.greeting.by === 'twilio') response.say(config.greeting.text);
  const stream = response
    .connect()
    .stream({ url: publicAddress(config, { scheme: 'ws', path: STREAM_PATH }) });
  stream.parameter({ name: TOKEN_PARAMETER, value: token });
  response.redirect({ method: 'POST' }, publicAddress(config, { scheme: 'http', path: AFTER_PATH }));
  return response.toString();
}

export function busyTwiml(sdk: TwilioSdk): string {
  const response = sdk.newResponse();
  response.say(BUSY);
  response.hangup();
  return response.toString();
}

export function afterTwiml(sdk: TwilioSdk, ending: CallEnding): string {
  const response = sdk.newResponse();
  if (ending.kind === 'failed') response.say(APOLOGY);
  if (ending.kind === 'transfer') response.dial(ending.to);
  else response.hangup();
  return response.toString();
}
