/** A certificate and its key from files that somebody names, with everything that can be wrong about them in words. */

import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';

/** The key and the certificate (with what lies between it and its authority), PEM. */
export interface TlsMaterial {
  cert: string;
  key: string;
}

export type TlsFiles =
  | ({ ok: true; warnings: string[] } & TlsMaterial)
  /** One sentence each, beginning with the variable's name. Nothing of a key's content is in them. */
  | { ok: false; problems: string[] };

const DAY_MS = 24 * 3600 * 1000;
const ENDS_SOON_MS = 14 * DAY_MS;

export async function readTlsFiles(certPath: string, keyPath: string, nowEpochMs: number): Promise<TlsFiles> {
  const files = await Promise.all([read('TLS_CERT', certPath), read('TLS_KEY', keyPath)]);
  const problems = files.flatMap((file) => ('problem' in file ? [file.problem] : []));
  const [cert, key] = files.map((file) => ('text' in file ? file.text : ''));
  if (problems.length > 0 || cert === undefined || key === undefined) return { ok: false, problems };
  const isSwapped = /PRIVATE KEY-----/.test(cert) && /BEGIN CERTIFICATE-----/.test(key);
  if (isSwapped && !/BEGIN CERTIFICATE-----/.test(cert)) {
    return failed(`TLS_CERT ${certPath} holds a key and TLS_KEY ${keyPath} a certificate; swap them.`);
  }
  const certificate = attempt(() => new X509Certificate(cert));
  if (certificate === null) {
    return failed(
      `TLS_CERT ${certPath} is not a certificate in PEM form; it must begin with -----BEGIN CERTIFICATE-----.`,
    );
  }
  const privateKey = attempt(() => createPrivateKey(key));
  if (privateKey === null) return failed(keyProblem(keyPath, key));
  if (!certificate.checkPrivateKey(privateKey)) {
    return failed(
      `TLS_KEY ${keyPath} does not belong to the certificate ${certPath}; take the key with which it was requested.`,
    );
  }
  // The last word is OpenSSL's: it also refuses what is too weak.
  if (attempt(() => createSecureContext({ cert, key })) === null) {
    return failed(
      `TLS_CERT ${certPath} is refused by this Node's TLS, most likely for a weak key or signature; request a new one.`,
    );
  }
  return { ok: true, cert, key, warnings: warningsOf(certificate, certPath, nowEpochMs) };
}

async function read(variable: string, path: string): Promise<{ text: string } | { problem: string }> {
  try {
    return { text: await readFile(path, 'utf8') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const why = READ_PROBLEMS[code] ?? `cannot be read (${code}); check the path`;
    return { problem: `${variable} ${path} ${why}.` };
  }
}

const READ_PROBLEMS: Partial<Record<string, string>> = {
  ENOENT: 'does not exist; give the path of a PEM file',
  ENOTDIR: 'does not exist; give the path of a PEM file',
  EACCES: 'may not be read by this account; change its permissions',
  EISDIR: 'is a folder; give the path of a PEM file',
};

function keyProblem(path: string, key: string): string {
  if (/ENCRYPTED/.test(key)) {
    return `TLS_KEY ${path} is protected by a passphrase, for which nobody can be asked here; write it without one: openssl pkey -in ${path} -out plain.pem`;
  }
  return `TLS_KEY ${path} is not a private key in PEM form; it must begin with -----BEGIN PRIVATE KEY----- or the like.`;
}

function warningsOf(certificate: X509Certificate, path: string, nowEpochMs: number): string[] {
  const from = Date.parse(certificate.validFrom);
  const to = Date.parse(certificate.validTo);
  const day = (moment: number) => new Date(moment).toISOString().slice(0, 10);
  if (to <= nowEpochMs) {
    return [
      `The certificate ${path} ended on ${day(to)}; clients will refuse it. Renew it, then start again.`,
    ];
  }
  if (from > nowEpochMs) {
    return [
      `The certificate ${path} begins on ${day(from)}; clients will refuse it until then. Check the clock.`,
    ];
  }
  if (to - nowEpochMs < ENDS_SOON_MS) {
    return [`The certificate ${path} ends on ${day(to)}. Renew it, then start again.`];
  }
  return [];
}

function failed(problem: string): TlsFiles {
  return { ok: false, problems: [problem] };
}

/** Null when `make` throws: what OpenSSL says about bad input is no help to a person. */
function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
