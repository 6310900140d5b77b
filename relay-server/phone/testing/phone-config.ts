/** The section `phone` for tests, as the configuration would give it. */

import { Secret } from '../../secret.ts';
import type { PhoneConfig } from '../phone-config.ts';

export const AUTH_TOKEN = 'a-twilio-auth-token';

export function testPhone(patch: Partial<PhoneConfig> = {}): PhoneConfig {
  return {
    publicUrl: 'https://voice.example.com',
    authToken: new Secret(AUTH_TOKEN),
    accountSid: null,
    number: null,
    outbound: null,
    allowUnsigned: false,
    upstream: null,
    model: null,
    voice: null,
    instructions: 'Be brief.',
    greeting: { by: 'none' },
    minutesPerCall: 30,
    calls: 20,
    transfers: {},
    filler: '',
    recording: null,
    ...patch,
  };
}
