/** A relay with a telephone, the emulator behind it, and callers with the telephone in the box. Everything is real but Twilio. */

import { join } from 'node:path';
import { systemClock } from '../../src/lib/clock.ts';
import { startEmulator } from '../../relay-server/emulator/server.ts';
import type { PhoneConfig } from '../../relay-server/phone/phone-config.ts';
import { AUTH_TOKEN, testPhone } from '../../relay-server/phone/testing/phone-config.ts';
import { ACCOUNT_SID, callSid, streamSid } from '../../relay-server/phone/testing/sids.ts';
import { type Conditions, GOOD_LINE } from '../../relay-server/phone/telephone/line-conditions.ts';
import { readTelephoneSpeech } from '../../relay-server/phone/telephone/recording.ts';
import type { SignedLine } from '../../relay-server/phone/telephone/signed-post.ts';
import { Telephone, type TelephoneOptions } from '../../relay-server/phone/telephone/telephone.ts';
import { overTheNetwork } from '../../relay-server/phone/telephone/telephone-network.ts';
import type { PhoneOutside } from '../../relay-server/phone/phone.ts';
import { loadTwilioSdk } from '../../relay-server/phone/twilio-sdk.ts';
import { emulatorAt, type RelayRig, relayRig } from '../../relay-server/testing/relay-rig.ts';
import { type RecordingBridge, recordingBridge } from '../clients/recording-bridge.ts';

/** Real speech takes its time. */
export const PATIENCE = { timeout: 90_000 };

/** A recording of the fixtures as a telephone carries it. */
export function speech(name: string): Uint8Array<ArrayBuffer> {
  const ulaw = readTelephoneSpeech(join(import.meta.dirname, '../fixtures/speech', name));
  if (ulaw === null) throw new Error(`${name} is no recording`);
  return ulaw;
}

export interface CallRig {
  relay: RelayRig;
  /** How a telephone reaches the relay. */
  line: SignedLine;
  bridge: RecordingBridge;
  telephone(number: number, patch?: Partial<TelephoneOptions>, line?: Partial<Conditions>): Telephone;
  close(): Promise<void>;
}

/** `phoneOutside`: leads what is asked of Twilio somewhere else. */
export async function callRig(
  phone: Partial<PhoneConfig> = {},
  phoneOutside?: PhoneOutside,
): Promise<CallRig> {
  const emulator = await startEmulator();
  const bridge = await recordingBridge(emulator.url);
  const relay = await relayRig({ upstream: emulatorAt(bridge.url), phone: testPhone(phone), phoneOutside });
  const sdk = await loadTwilioSdk();
  const line: SignedLine = {
    sdk,
    network: overTheNetwork(`http://127.0.0.1:${relay.port}`),
    publicUrl: 'https://voice.example.com',
    authToken: AUTH_TOKEN,
  };
  return {
    relay,
    line,
    bridge,
    telephone: (number, patch = {}, conditions = {}) =>
      new Telephone({
        ...line,
        clock: systemClock,
        ids: { accountSid: ACCOUNT_SID, callSid: callSid(number), streamSid: streamSid(number) },
        from: `+4930${1_000_000 + number}`,
        to: '+4930999',
        conditions: { ...GOOD_LINE, ...conditions },
        ...patch,
      }),
    async close() {
      await relay.close();
      await bridge.close();
      await emulator.close();
    },
  };
}

/** For how long nothing has been heard, after something was. */
export function silentMs(telephone: Telephone): number {
  const { lastSoundMs } = telephone;
  return lastSoundMs === null ? 0 : telephone.nowMs() - lastSoundMs;
}
