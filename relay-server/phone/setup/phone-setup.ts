/** Looks whether a number leads to this relay, step by step, and sets the number's webhook when told to. Runs one look at a time. */

import type { PhoneSetupReport, SetupStep } from '../../../src/lib/phone-setup.ts';
import { INCOMING_PATH, publicAddress } from '../call-twiml.ts';
import type { NumberFacts, RestResult, TwilioRest } from '../twilio-rest.ts';
import { credentialsStep, numberStep, ofProblem, webhookStep } from './account-steps.ts';
import { type AddressDeps, publicUrlStep, signatureStep, streamStep } from './address-steps.ts';
import { failed, ok, skipped } from './setup-step.ts';

export interface PhoneSetupDeps extends AddressDeps {
  /** The configuration has a telephone; otherwise `config` stands for the telephone in the box. */
  isConfigured: boolean;
  /** Null: the configuration names no account. */
  rest: Pick<TwilioRest, 'account' | 'number' | 'setVoiceUrl'> | null;
}

const EXAMPLE =
  'Add to sidetone.config.json: "phone": { "publicUrl": "https://voice.example.com", "authToken": "${TWILIO_AUTH_TOKEN}", "accountSid": "AC…", "number": "+49…" }, put TWILIO_AUTH_TOKEN into .env, and start the relay again.';

export class PhoneSetup {
  readonly #deps: PhoneSetupDeps;
  #looking: Promise<PhoneSetupReport> | null = null;

  constructor(deps: PhoneSetupDeps) {
    this.#deps = deps;
  }

  /** Asks Twilio and the public address. Whoever asks meanwhile gets the same answer. */
  read(): Promise<PhoneSetupReport> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** Leads the number here. The step as it is then. */
  async setWebhook(): Promise<SetupStep> {
    const { rest } = this.#deps;
    const number = this.#number;
    if (rest === null) return skipped('webhook', 'configuration');
    if (number === null) return skipped('webhook', 'number');
    const found = await rest.number(number);
    if (!found.ok || found.value === null) return numberStep(number, found);
    const set = await rest.setVoiceUrl(found.value.sid, this.#webhook);
    return set.ok ? webhookStep(number, set.value, this.#webhook) : ofProblem('webhook', set.problem);
  }

  get #number(): string | null {
    const { number, outbound } = this.#deps.config;
    return number ?? outbound?.from ?? null;
  }

  get #webhook(): string {
    return publicAddress(this.#deps.config, { scheme: 'http', path: INCOMING_PATH });
  }

  async #look(): Promise<PhoneSetupReport> {
    const configuration = this.#configuration();
    const [[credentials, number, webhook], [publicUrl, signature, stream]] = await Promise.all([
      this.#account(),
      this.#address(),
    ]);
    return { steps: [configuration, credentials, number, publicUrl, webhook, signature, stream] };
  }

  #configuration(): SetupStep {
    const { isConfigured, config } = this.#deps;
    const { accountSid, authToken, allowUnsigned } = config;
    if (!isConfigured) {
      return failed(
        'configuration',
        'The configuration has no telephone; only the one in the box can call.',
        EXAMPLE,
      );
    }
    const missing = [authToken === null && 'authToken', accountSid === null && 'accountSid'].filter(Boolean);
    if (missing.length > 0) {
      const words = `The section phone has no ${missing.join(' and no ')}, without which Twilio cannot be asked anything.`;
      return failed('configuration', words, EXAMPLE);
    }
    return allowUnsigned
      ? ok(
          'configuration',
          'The section phone has what it needs, and takes calls that are not signed.',
          'Take allowUnsigned out: whoever reaches the port can call, and you pay.',
        )
      : ok('configuration', 'The section phone has what it needs.');
  }

  async #account(): Promise<[credentials: SetupStep, number: SetupStep, webhook: SetupStep]> {
    const { rest } = this.#deps;
    if (rest === null) {
      return [
        skipped('credentials', 'configuration'),
        skipped('number', 'configuration'),
        skipped('webhook', 'configuration'),
      ];
    }
    const credentials = await credentialsStep(rest);
    if (credentials.state !== 'ok') {
      return [credentials, skipped('number', 'credentials'), skipped('webhook', 'credentials')];
    }
    return [credentials, ...(await this.#led(rest))];
  }

  async #led(rest: {
    number: (number: string) => Promise<RestResult<NumberFacts | null>>;
  }): Promise<[number: SetupStep, webhook: SetupStep]> {
    const wanted = this.#number;
    if (wanted === null) {
      const number = failed(
        'number',
        'The configuration does not say which number leads here.',
        'Add it to the section phone, such as "number": "+4930123456", and start the relay again.',
      );
      return [number, skipped('webhook', 'number')];
    }
    const found = await rest.number(wanted);
    const number = numberStep(wanted, found);
    if (number.state !== 'ok' || !found.ok || found.value === null) {
      return [number, skipped('webhook', 'number')];
    }
    return [number, webhookStep(wanted, found.value, this.#webhook)];
  }

  async #address(): Promise<[publicUrl: SetupStep, signature: SetupStep, stream: SetupStep]> {
    const { isConfigured, config } = this.#deps;
    if (!isConfigured) {
      return [
        skipped('public-url', 'configuration'),
        skipped('signature', 'configuration'),
        skipped('stream', 'configuration'),
      ];
    }
    const publicUrl = await publicUrlStep(this.#deps);
    if (publicUrl.state !== 'ok') {
      return [publicUrl, skipped('signature', 'public-url'), skipped('stream', 'public-url')];
    }
    const authToken = config.authToken?.reveal();
    if (authToken === undefined) {
      return [publicUrl, skipped('signature', 'configuration'), skipped('stream', 'configuration')];
    }
    const signature = await signatureStep(this.#deps, authToken);
    if (signature.state !== 'ok') return [publicUrl, signature, skipped('stream', 'signature')];
    return [publicUrl, signature, await streamStep(this.#deps, authToken)];
  }
}
