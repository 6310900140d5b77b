/** What Twilio's REST interface refuses, in words and with the next step. Pure. */

/** `of`: what has to change, the number that was called or something else. */
export interface RestProblem {
  code: string;
  /** What happened. */
  words: string;
  /** What to do. */
  next: string;
  of: 'number' | 'setup';
  /** Twilio's own, where it answered with one. */
  twilioCode: number | null;
}

type Known = Omit<RestProblem, 'twilioCode'>;

const CREDENTIALS: Known = {
  code: 'twilio_credentials_wrong',
  words: 'Twilio does not take this account SID with this auth token.',
  next: 'Compare phone.accountSid, and the variable that phone.authToken names, with the front page of Twilio’s console, then start the relay again.',
  of: 'setup',
};
const INACTIVE: Known = {
  code: 'twilio_account_inactive',
  words: 'The Twilio account is not active.',
  next: 'Twilio’s console says why, and how it becomes active again.',
  of: 'setup',
};
const UNVERIFIED: Known = {
  code: 'number_not_verified',
  words: 'A trial account calls verified numbers only.',
  next: 'Verify the number in Twilio’s console under Phone Numbers → Verified Caller IDs, or upgrade the account.',
  of: 'number',
};
const FROM_REFUSED: Known = {
  code: 'from_not_allowed',
  words: 'Twilio places no calls from the number in phone.outbound.from.',
  next: 'It must be one of the account’s, or one that is verified there.',
  of: 'setup',
};
const NUMBER_REFUSED: Known = {
  code: 'number_invalid',
  words: 'Twilio says that there is no such number.',
  next: 'Check its digits, the country code first.',
  of: 'number',
};
const REGION_REFUSED: Known = {
  code: 'region_not_allowed',
  words: 'The account may not call that country.',
  next: 'Allow it in Twilio’s console under Voice → Settings → Geo permissions.',
  of: 'setup',
};
const UNREACHABLE: Known = {
  code: 'number_not_reachable',
  words: 'Twilio cannot reach that number.',
  next: 'Call another one, or that one by another way.',
  of: 'number',
};
const TOO_MANY: Known = {
  code: 'twilio_too_many_requests',
  words: 'Twilio takes no more requests of this account just now.',
  next: 'Wait a few seconds, then try again.',
  of: 'setup',
};

/** By Twilio's codes, as its error dictionary has them. */
const KNOWN: ReadonlyMap<number, Known> = new Map([
  [20003, CREDENTIALS],
  [20404, CREDENTIALS],
  [20005, INACTIVE],
  [10001, INACTIVE],
  [21219, UNVERIFIED],
  [21608, UNVERIFIED],
  [21210, FROM_REFUSED],
  [21212, FROM_REFUSED],
  [21211, NUMBER_REFUSED],
  [21217, NUMBER_REFUSED],
  [21215, REGION_REFUSED],
  [21214, UNREACHABLE],
  [21216, UNREACHABLE],
  [20429, TOO_MANY],
]);

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
    return {
      ...(KNOWN.get(code) ?? {
        code: 'twilio_refused',
        words: `Twilio refused: ${sentence(message)}`,
        next: `Its error ${code} is explained at https://www.twilio.com/docs/api/errors/${code}.`,
        of: 'setup',
      }),
      twilioCode: code,
    };
  }
  if (status === 401) return { ...CREDENTIALS, twilioCode: null };
  if (typeof status === 'number') {
    return {
      code: 'twilio_failed',
      words: `Twilio answered HTTP ${status}.`,
      next: 'Try again; https://status.twilio.com says whether it is ill.',
      of: 'setup',
      twilioCode: null,
    };
  }
  const reason = typeof code === 'string' && code !== '' ? code : String(message);
  return {
    code: 'twilio_unreachable',
    words: `Twilio could not be reached (${reason}).`,
    next: 'Check that this computer may open connections to api.twilio.com, then try again.',
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
