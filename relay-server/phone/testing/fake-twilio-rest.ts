/**
 * Twilio's REST interface as far as the relay asks it, on a real port: accounts, calls and numbers, behind Basic authentication, with
 * errors of Twilio's shape. Twilio's own client reaches it: only the address of its requests is another. Calls that are created are
 * handed to the test, which has somebody pick up.
 */

import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import RequestClient from 'twilio/lib/base/RequestClient.js';
import type { RestHttp } from '../twilio-rest.ts';
import { AUTH_TOKEN } from './phone-config.ts';
import { FakeAccount, type OrderedCall, refused } from './fake-twilio-account.ts';
import { ACCOUNT_SID } from './sids.ts';

const TWILIO = 'https://api.twilio.com';

export interface FakeTwilioRest {
  account: FakeAccount;
  http: RestHttp;
  /** Everything that was asked, in order: `POST /Calls.json` and the form's fields. */
  requests: { what: string; fields: URLSearchParams }[];
  close(): Promise<void>;
}

/** `onCall` is told of each new call after it was answered, and gives what ends it. */
export async function fakeTwilioRest(
  onCall: (call: OrderedCall) => { hangUp(): void } = () => ({ hangUp: () => {} }),
): Promise<FakeTwilioRest> {
  const account = new FakeAccount(onCall);
  const requests: FakeTwilioRest['requests'] = [];
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', TWILIO);
    const fields = request.method === 'POST' ? new URLSearchParams(await text(request)) : url.searchParams;
    const path = url.pathname.replace(`/2010-04-01/Accounts/${ACCOUNT_SID}`, '');
    requests.push({ what: `${request.method} ${path}`, fields });
    const { status, body, afterwards } = isAuthorized(request)
      ? account.answer(request.method ?? '', path, fields)
      : refused(401, 20003, 'Authenticate');
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    afterwards?.();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    account,
    http: new RequestClientTo(`http://127.0.0.1:${port}`),
    requests,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

/** Twilio's own client of HTTP, with another server behind it. */
export class RequestClientTo extends RequestClient {
  readonly #origin: string;

  constructor(origin: string) {
    super({ timeout: 4000, keepAlive: false });
    this.#origin = origin;
  }

  override request<T>(
    options: RequestClient.RequestOptions<T>,
  ): ReturnType<typeof RequestClient.prototype.request<T>> {
    return super.request({ ...options, uri: options.uri.replace(TWILIO, this.#origin) });
  }
}

function isAuthorized({ headers }: IncomingMessage): boolean {
  const wanted = Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64');
  return headers.authorization === `Basic ${wanted}`;
}
