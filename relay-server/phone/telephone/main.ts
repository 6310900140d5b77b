/** `npm run call`: the telephone in the box as a program. Calls a running relay, says recordings, writes what was heard, and reports. */

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { messageOf } from '../../../src/lib/errors.ts';
import { Scope } from '../../../src/lib/scope.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { loadConfig } from '../../load-config.ts';
import { loadTwilioSdk } from '../twilio-sdk.ts';
import { USAGE, callArguments } from './arguments.ts';
import { BOX_NUMBER } from './box-number.ts';
import { callReport } from './call-report.ts';
import { Caller } from './caller.ts';
import { readTelephoneSpeech, writeTelephoneSpeech } from './recording.ts';
import { overTheNetwork } from './telephone-network.ts';
import { Telephone } from './telephone.ts';

const NO_PHONE =
  'The configuration has no telephone. Add one to sidetone.config.json, for a trial this: "phone": { "publicUrl": "http://localhost:3000", "allowUnsigned": true }, and start the relay again.';

function giveUp(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function speechOf(path: string): Uint8Array {
  let speech;
  try {
    speech = readTelephoneSpeech(path);
  } catch (error) {
    giveUp(`${path} cannot be read: ${messageOf(error)}`);
  }
  return speech ?? giveUp(`${path} must be a WAV file of mono 16-bit PCM, at any rate.`);
}

const sid = (prefix: string) => `${prefix}${randomBytes(16).toString('hex')}`;

const parsed = callArguments(process.argv.slice(2));
if (!parsed.ok) giveUp(`${parsed.problem}\n\n${USAGE}`);
const { args } = parsed;
if (existsSync('.env')) process.loadEnvFile('.env');
const loaded = loadConfig(process.env);
if (!loaded.ok) giveUp(['The configuration cannot be read:', ...loaded.problems].join('\n  '));
const { phone, port, tls } = loaded.config;
if (phone === null) giveUp(NO_PHONE);
const recordings = args.files.map(speechOf);

const scope = new Scope(systemClock);
const telephone = new Telephone({
  clock: systemClock,
  sdk: await loadTwilioSdk(),
  ids: { accountSid: phone.accountSid ?? sid('AC'), callSid: sid('CA'), streamSid: sid('MZ') },
  network: overTheNetwork(args.target ?? `${tls.kind === 'off' ? 'http' : 'https'}://127.0.0.1:${port}`),
  publicUrl: phone.publicUrl,
  authToken: phone.authToken?.reveal() ?? null,
  from: BOX_NUMBER,
  to: '+15005550001',
  conditions: args.conditions,
});
const { keys, firstAtMs, mostMs } = args;
const caller = new Caller({ clock: systemClock, scope, telephone, recordings, keys, firstAtMs, mostMs });
let problem: string | null = null;
try {
  await telephone.call();
} catch (error) {
  problem = messageOf(error);
}
scope.dispose();
const heard = telephone.heard();
if (heard.length > 0) {
  writeTelephoneSpeech(args.out, heard);
  const report = callReport({ heard, spoken: caller.spoken, events: telephone.events });
  process.stdout.write(`${report.join('\n')}\nWhat was heard is in ${args.out}\n`);
}
if (problem !== null)
  giveUp(`The call failed. ${problem} Check that the relay runs (npm start) with the same configuration.`);
process.exit(telephone.events.some(({ kind }) => kind === 'fault') ? 1 : 0);
