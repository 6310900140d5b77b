/** What Twilio's REST interface refuses, in words and with the next step. Pure. */

/** `of`: what has to change, the number that was called or something else. */
export interface RestProblem {
  code: string;
  message: string;
  of: 'number' | 'setup';
  /** Twilio's own, where it answered with one. */
  twilioCode: number | null;
}

type Known = Pick<RestProblem, 'code' | 'message' | 'of'>;

const CREDENTIALS: Known = {
  code: 'twilio_credentials_wrong',
  message:
    'Twilio does not take this account SID with this auth token. Compare phone.accountSid, and the variable that phone.authToken names, with the front page of Twilio’s console, then start the relay again.',
  of: 'setup',
};
const INACTIVE: Known = {
  code: 'twilio_account_inactive',
  message: 'The Twilio account is not active. Twilio’s console says why, and how it becomes active again.',
  of: 'setup',
};
const UNVERIFIED: Known = {
  code: 'number_not_verified',
  message:
    'A trial account calls verified numbers only. Verify the number in Twilio’s console under Phone Numbers → Verified Caller IDs, or upgrade the account.',
  of: 'number',
};
const FROM_REFUSED: Known = {
  code: 'from_not_allowed',
  message:
    'Twilio places no calls from the number in phone.outbound.from. It must be one of the account’s, or one that is verified there.',
  of: 'setup',
};
const NUMBER_REFUSED: Known = {
  code: 'number_invalid',
  message: 'Twilio says that there is no such number. Check its digits, the country code first.',
  of: 'number',
};
const REGION_REFUSED: Known = {
  code: 'region_not_allowed',
  message:
    'The account may not call that country. Allow it in Twilio’s console under Voice → Settings → Geo permissions.',
  of: 'setup',
};
const UNREACHABLE: Known = {
  code: 'number_not_reachable',
  message: 'Twilio cannot reach that number. Call another one, or that one by another way.',
  of: 'number',
};
const TOO_MANY: Known = {
  code: 'twilio_too_many_requests',
  message: 'Twilio takes no more requests of this account just now. Wait a few seconds, then try again.',
  of: 'setup',
};

/** By Twilio's codes, as its error dictionary has them. */
const KNOWN: Readonly<Record<number, Known>> = {
  20003: CREDENTIALS,
  20404: CREDENTIALS,
  20005: INACTIVE,
  10001: INACTIVE,
  21219: UNVERIFIED,
  21608: UNVERIFIED,
  21210: FROM_REFUSED,
  21212: FROM_REFUSED,
  21211: NUMBER_REFUSED,
  21217: NUMBER_REFUSED,
  21215: REGION_REFUSED,
  21214: UNREACHABLE,
  21216: UNREACHABLE,
  20429: TOO_MANY,
};

/** A call that is over already cannot be ended. */
const CALL_IS_OVER = 21220;

/** The account is found by its sid, so a call that is not is of another one, or long gone. */
export function isOfEndedCall({ twilioCode }: RestProblem): boolean {
  return twilioCode === CALL_IS_OVER || twilioCode === 20404;
}

/** Anything that Twilio's client threw: an answer with its code, or an error of the network. */
export function restProblem(error: unknown): RestProblem {
  const { code, status, message } = fieldsOf(error);
  if (typeof code === 'number') {
    const known = KNOWN[code];
    if (known !== undefined) return { ...known, twilioCode: code };
    const words = `Twilio refused: ${sentence(message)} Its error ${code} is explained at https://www.twilio.com/docs/api/errors/${code}.`;
    return { code: 'twilio_refused', message: words, of: 'setup', twilioCode: code };
  }
  if (typeof status === 'number') {
    if (status === 401) return { ...CREDENTIALS, twilioCode: null };
    const words = `Twilio answered HTTP ${status}. Try again; https://status.twilio.com says whether it is ill.`;
    return { code: 'twilio_failed', message: words, of: 'setup', twilioCode: null };
  }
  const reason = typeof code === 'string' && code !== '' ? code : String(message);
  return {
    code: 'twilio_unreachable',
    message: `Twilio could not be reached (${reason}). Check that this computer may open connections to api.twilio.com, then try again.`,
    of: 'setup',
    twilioCode: null,
  };
}

function fieldsOf(error: unknown): { code?: unknown; status?: unknown; message?: unknown } {
  return typeof error === 'object' && error !== null ? error : { message: error };
}

function sentence(message: unknown): string {
  const words = typeof message === 'string' && message.trim() !== '' ? message.trim() : 'it did not say why';
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
