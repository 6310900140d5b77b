/**
 * The telephone without a number: what stands for the section `phone` where the configuration has none. Only the telephone in the box can
 * call, because nobody else knows the secret by which its requests are signed; it is made anew at each start.
 */

import { randomBytes } from 'node:crypto';
import { invariant } from '../../src/lib/errors.ts';
import { secretOf } from '../secret-field.ts';
import { type PhoneConfig, phoneSection } from './phone-config.ts';

/** Nobody asks for it over a network; what is signed begins with it. */
const ADDRESS = 'http://localhost';

export function boxPhone(): PhoneConfig {
  const environment = { BOX: randomBytes(32).toString('base64url') };
  const section = phoneSection((form) => secretOf(environment, form));
  const phone = section.parse({ publicUrl: ADDRESS, authToken: '${BOX}' });
  invariant(phone, 'the section phone was given and came out empty; see phone-config.ts');
  return phone;
}
