/**
 * The configuration file: what is too much for environment variables. JSON with comments, one section a concern; each section's schema stands in the
 * room that it configures. Secrets are not written into the file but named: `"${AZURE_KEY}"` is the variable AZURE_KEY of the environment.
 */

import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { z } from 'zod';
import { budgetsSection } from './budget/budget-config.ts';
import { clientsSection } from './access/access-config.ts';
import { phoneSection } from './phone/phone-config.ts';
import { policySection } from './policy/policy-config.ts';
import { type Environment, type SecretField, secretOf } from './secret-field.ts';
import { upstreamsSection } from './upstream/upstreams-section.ts';

/** The sections: one line a room. */
const fileSchema = (secret: SecretField) =>
  z.strictObject({
    $schema: z.string().optional(),
    upstreams: upstreamsSection(secret),
    clients: clientsSection(secret),
    budgets: budgetsSection(),
    policy: policySection(secret),
    phone: phoneSection(secret),
  });

export type ConfigFile = z.output<ReturnType<typeof fileSchema>>;

type ConfigFileResult = { ok: true; file: ConfigFile } | { ok: false; problems: string[] };

/** What holds when there is no file. */
export function emptyConfigFile(): ConfigFile {
  return fileSchema((form) => secretOf({}, form)).parse({});
}

/** Reads the file's text. On failure each problem is one sentence that begins with `name` and the place in the file. */
export function parseConfigFile(text: string, name: string, environment: Environment): ConfigFileResult {
  const errors: ParseError[] = [];
  const json: unknown = parse(text, errors, { allowTrailingComma: true, disallowComments: false });
  const [error] = errors;
  if (error !== undefined) {
    // Where and what kind, but not the text itself: it may be a key that somebody wrote there after all.
    const line = text.slice(0, error.offset).split('\n').length;
    const kind = printParseErrorCode(error.error)
      .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
      .toLowerCase();
    return { ok: false, problems: [`${name} is not valid JSON: ${kind} in line ${line}.`] };
  }
  const parsed = fileSchema((form) => secretOf(environment, form)).safeParse(json);
  if (parsed.success) return { ok: true, file: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => `${name}: ${placeOf(issue.path)}${wordsOf(issue)}.`),
  };
}

/** `upstreams[0].url `, as one would write it in code. */
function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '';
  const place = path.map((step, index) =>
    typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`,
  );
  return `${place.join('')} `;
}

/** Zod's words about a wrong shape, as a sentence that goes on from the place; those of our own schemas stay as they are. */
function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.join(', ');
    return `has ${issue.keys.length === 1 ? 'a field that does' : 'fields that do'} not exist: ${keys}`;
  }
  const [inner] = issue.code === 'invalid_key' ? issue.issues : [];
  if (inner !== undefined) return inner.message;
  if (issue.code === 'invalid_type') return `must be ${article(issue.expected)}`;
  return issue.message.replace(/\.$/, '');
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
