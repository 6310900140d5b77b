import { expect, it } from 'vitest';
import { emulatorUpstream } from './emulator.ts';
import { offerOf } from './upstream-config.ts';
import { describeUpstream } from './upstream.contract.ts';

const make = () =>
  emulatorUpstream('ws://127.0.0.1:4000/v1/realtime', {
    id: 'emulator',
    name: 'Emulator',
    offer: offerOf({}),
  });

describeUpstream('the emulator', make, []);

it('sends the emulator no credentials', () => {
  const dial = make().dial({ query: new URLSearchParams(), safetyIdentifier: 'user-7', requestId: 'req-1' });
  expect(dial).toEqual({ ok: true, url: expect.any(String), headers: { 'X-Client-Request-Id': 'req-1' } });
});
