/** How a secret stands in the configuration file: by the name of its variable, never itself. */

import { z } from 'zod';
import { Secret } from './secret.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A secret: `"${NAME}"`, whose variable must be set. A `word` unless it is the whole value of a header. Its value is never in a problem's words. */
export type SecretField = (form?: 'word' | 'value') => z.ZodType<Secret>;

const REFERENCE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;
/** What may stand in an HTTP header: as one word, such as a key, or as a value with blanks in it, such as `Bearer …`. */
const FORMS = { word: /^[\x21-\x7e]+$/, value: /^[\x20-\x7e]+$/ };
const FORM_WORDS = {
  word: 'a blank or a character that HTTP does not allow',
  value: 'a character that HTTP does not allow',
};

export function secretOf(environment: Environment, form: 'word' | 'value' = 'word'): z.ZodType<Secret> {
  return z.string().transform((value, context) => {
    const fail = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    const name = REFERENCE.exec(value)?.[1];
    if (name === undefined)
      return fail('must name a variable, such as "${AZURE_KEY}": secrets do not stand in the file');
    const secret = environment[name]?.trim() ?? '';
    if (secret === '') return fail(`names the variable ${name}, which is not set`);
    if (!FORMS[form].test(secret)) return fail(`names the variable ${name}, which holds ${FORM_WORDS[form]}`);
    return new Secret(secret);
  });
}
