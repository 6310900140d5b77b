import { expect, it } from 'vitest';
import { emulatorUpstream } from './emulator.ts';
import { describeUpstream } from './upstream.contract.ts';

const make = () =>
  emulatorUpstream('ws://127.0.0.1:4000/v1/realtime', {
    models: ['gpt-realtime-2.1'],
    defaultModel: 'gpt-realtime-2.1',
  });

describeUpstream('the emulator', make, []);

it('sends the emulator no credentials', () => {
  const dial = make().dial({ query: new URLSearchParams(), safetyIdentifier: 'user-7' });
  expect(dial).toMatchObject({ ok: true, headers: {} });
});
