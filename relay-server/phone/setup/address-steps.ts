/** The steps of a setup that the relay answers itself, over its public address: that it is reached there, signed, and with WebSockets. */

import type { Clock } from '../../../src/lib/clock.ts';
import type { SetupStep } from '../../../src/lib/phone-setup.ts';
import { isLoopback } from '../../access/hosts.ts';
import { STREAM_PATH, publicAddress } from '../call-twiml.ts';
import type { PhoneConfig } from '../phone-config.ts';
import type { TwilioSdk } from '../twilio-sdk.ts';
import { type Asked, type OwnAddress, askOwn, tryStream } from './own-address.ts';
import type { OwnQuestions } from './own-questions.ts';
import { failed, ok } from './setup-step.ts';

export const REACHABLE_PATH = '/twilio/reachable';
export const SIGNATURE_PATH = '/twilio/signature-check';

export interface AddressDeps {
  config: PhoneConfig;
  sdk: TwilioSdk;
  questions: OwnQuestions;
  own: OwnAddress;
  clock: Clock;
}

const TUNNEL =
  'Start a tunnel to this relay, such as cloudflared tunnel --url http://localhost:3000, write the address that it gives into phone.publicUrl, and start the relay again.';
const COMPARE =
  'Check that phone.publicUrl is the address of this relay, that the tunnel or proxy in front of it runs, and that it passes on every path as it is.';

export async function publicUrlStep(deps: AddressDeps): Promise<SetupStep> {
  const { config, questions } = deps;
  const { publicUrl } = config;
  if (isLoopback(new URL(publicUrl).hostname)) {
    return failed(
      'public-url',
      `${publicUrl} leads nowhere but to this computer, so Twilio cannot reach it.`,
      TUNNEL,
    );
  }
  return questions.put(async ({ nonce, answer }) => {
    const asked = await askOwn(deps, `${publicUrl}${REACHABLE_PATH}/${nonce}`, { method: 'GET' });
    return asked.ok && asked.status === 200 && asked.text === answer
      ? ok('public-url', `${publicUrl} leads to this relay.`)
      : failed('public-url', `${publicUrl} does not lead to this relay: ${strayWords(asked)}.`, COMPARE);
  });
}

/** `authToken`: revealed, to sign with as Twilio does. */
export async function signatureStep(deps: AddressDeps, authToken: string): Promise<SetupStep> {
  const { config, sdk, questions } = deps;
  const url = publicAddress(config, { scheme: 'http', path: SIGNATURE_PATH });
  return questions.put(async ({ nonce, answer }) => {
    const fields = { nonce, To: '+4930 123', Words: 'Größe & Maß' };
    const asked = await askOwn(deps, url, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { 'X-Twilio-Signature': sdk.sign(authToken, url, fields) },
    });
    if (asked.ok && asked.text === signatureAnswer(answer, 'right')) {
      return ok('signature', 'A request that is signed as Twilio signs comes through unchanged.');
    }
    if (asked.ok && asked.text === signatureAnswer(answer, 'missing')) {
      return failed(
        'signature',
        'The signature is lost on the way: the header X-Twilio-Signature does not come through.',
        'Have the proxy pass on all headers of requests.',
      );
    }
    if (asked.ok && asked.text === signatureAnswer(answer, 'wrong')) {
      return failed(
        'signature',
        'The request is changed on the way, so that its signature does not fit any more.',
        'Have the proxy pass on the body of requests as it is.',
      );
    }
    return failed('signature', `A signed request does not come through: ${strayWords(asked)}.`, COMPARE);
  });
}

export async function streamStep(deps: AddressDeps, authToken: string): Promise<SetupStep> {
  const url = publicAddress(deps.config, { scheme: 'ws', path: STREAM_PATH });
  const trouble = await tryStream(deps, url, { 'X-Twilio-Signature': deps.sdk.sign(authToken, url, {}) });
  return trouble === null
    ? ok('stream', 'A WebSocket for the sound of a call can be opened.')
    : failed(
        'stream',
        `No WebSocket can be opened at ${url}: ${trouble}.`,
        'Have the proxy pass on WebSockets: the headers Upgrade and Connection, over HTTP/1.1.',
      );
}

/** What the relay answers to itself. */
export function signatureAnswer(answer: string, signature: 'right' | 'wrong' | 'missing'): string {
  return `${answer} ${signature}`;
}

function strayWords(asked: Asked): string {
  if (!asked.ok) return asked.words;
  if (asked.status >= 300 && asked.status < 400) return `it is redirected (HTTP ${asked.status})`;
  if (asked.status === 200) return 'somebody else answers there';
  const isGateway = asked.status === 502 || asked.status === 504 || asked.status === 530;
  return isGateway
    ? `the proxy there finds nothing behind it (HTTP ${asked.status})`
    : `HTTP ${asked.status} was answered`;
}
