/** What the relay does only over TLS. Which clients talk to it over TLS is shown in `tests/clients`. */

import { once } from 'node:events';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LOOPBACK_ACCESS, ownerToken } from '../access/access-config.ts';
import { type RelayRig, relayRig, upstreamAt } from '../testing/relay-rig.ts';
import { selfSigned } from './self-signed.ts';

const TOKEN = 'correct-horse-battery-staple';
const DAY_MS = 24 * 3600 * 1000;
let rig: RelayRig;

beforeAll(async () => {
  rig = await relayRig({
    // Neither test gets so far.
    upstream: upstreamAt('ws://127.0.0.1:9/v1/realtime'),
    access: { ...LOOPBACK_ACCESS, tokens: [ownerToken(TOKEN)] },
    tls: selfSigned({
      commonName: 'Sidetone under test',
      names: ['localhost', '127.0.0.1'],
      notBefore: new Date(Date.now() - DAY_MS),
      notAfter: new Date(Date.now() + DAY_MS),
    }),
  });
});
afterAll(() => rig.close());

it('does not talk to who does not trust the certificate', async () => {
  const socket = new WebSocket(`wss://localhost:${rig.port}/v1/realtime`, { ca: [] });
  const [error] = (await once(socket, 'error')) as [Error & { code?: string }];
  expect(error.code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
});

it('keeps the console’s cookie to TLS', async () => {
  const answer = await rig.app.inject({ method: 'POST', url: '/api/access', payload: { token: TOKEN } });
  expect(answer.headers['set-cookie']).toContain('; Secure');
});
