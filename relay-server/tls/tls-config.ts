/** The variables about TLS, as a part of `config.ts`'s one parse, and the flag that stands for one of them. */

import { z } from 'zod';

export type TlsConfig =
  | { kind: 'off' }
  | { kind: 'self-signed' }
  | { kind: 'files'; certPath: string; keyPath: string };

export const tlsVariables = {
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  HTTPS: z.enum(['off', 'self-signed'], { error: 'must be self-signed or off' }).default('off'),
};

interface Variables {
  TLS_CERT?: string | undefined;
  TLS_KEY?: string | undefined;
  HTTPS: 'off' | 'self-signed';
}

/** Each problem is one sentence that begins with a variable's name. */
export function tlsProblems({ TLS_CERT, TLS_KEY, HTTPS }: Variables): string[] {
  if (TLS_CERT !== undefined && TLS_KEY === undefined) {
    return ['TLS_CERT needs its key; set TLS_KEY to the path of the key in PEM form.'];
  }
  if (TLS_KEY !== undefined && TLS_CERT === undefined) {
    return ['TLS_KEY needs its certificate; set TLS_CERT to the path of the certificate in PEM form.'];
  }
  if (TLS_CERT !== undefined && HTTPS === 'self-signed') {
    return ['HTTPS asks for a self-signed certificate and TLS_CERT names another; leave one of them out.'];
  }
  return [];
}

export function tlsConfig({ TLS_CERT, TLS_KEY, HTTPS }: Variables): TlsConfig {
  if (TLS_CERT !== undefined && TLS_KEY !== undefined) {
    return { kind: 'files', certPath: TLS_CERT, keyPath: TLS_KEY };
  }
  return { kind: HTTPS };
}

/** `--https` on the command line is HTTPS=self-signed in the environment. */
export function withHttpsFlag<T extends Readonly<Record<string, string | undefined>>>(
  environment: T,
  commandLine: readonly string[],
): T {
  return commandLine.includes('--https') ? { ...environment, HTTPS: 'self-signed' } : environment;
}
