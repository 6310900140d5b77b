/**
 * The self-signed certificate between two starts: kept in a folder, so that a browser's exception for it lasts, and made anew only when
 * it is missing, damaged, about to end, or does not cover an address that the machine has now.
 */

import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { LocalNames } from './local-names.ts';
import { type SelfSigned, selfSigned } from './self-signed.ts';

export interface KeptCertificate extends SelfSigned {
  /** False when it was there already. */
  isNew: boolean;
  /** Where the certificate without its key lies, for clients that want to trust it. */
  certPath: string;
}

const DAY_MS = 24 * 3600 * 1000;
/** Apple's systems refuse server certificates that hold for longer than 825 days; public authorities give 398 at most. */
const LIFETIME_MS = 397 * DAY_MS;
const RENEW_BEFORE_END_MS = 14 * DAY_MS;
/** A clock that is a little behind must not find the certificate to be of the future. */
const BACKDATE_MS = DAY_MS;
/** A machine that moves between networks gathers names; this many old ones are kept. */
const OLD_NAMES_MAX = 24;

/** `folder` is made when it is missing. Rejects with Node's own error when it cannot be written. */
export async function keptCertificate(
  folder: string,
  names: LocalNames,
  nowEpochMs: number,
): Promise<KeptCertificate> {
  const certPath = join(folder, 'self-signed-cert.pem');
  const keyPath = join(folder, 'self-signed-key.pem');
  const former = await readPair(certPath, keyPath);
  if (former !== null && stillServes(former.parsed, names, nowEpochMs)) {
    return { cert: former.cert, key: former.key, isNew: false, certPath };
  }
  const present = [...names.lasting, ...names.passing];
  // Whoever goes back to the former network finds the certificate still good.
  const old = former === null ? [] : namesOf(former.parsed).filter((name) => !present.includes(name));
  const made = selfSigned({
    commonName: `Sidetone on ${names.machine}`,
    names: [...present, ...old.slice(0, OLD_NAMES_MAX)],
    notBefore: new Date(nowEpochMs - BACKDATE_MS),
    notAfter: new Date(nowEpochMs + LIFETIME_MS - BACKDATE_MS),
  });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await replace(keyPath, made.key, 0o600);
  await replace(certPath, made.cert, 0o644);
  return { ...made, isNew: true, certPath };
}

interface Pair extends SelfSigned {
  parsed: X509Certificate;
}

/** Null when there is none, or it is damaged, or the two do not belong together: then a new one is made. */
async function readPair(certPath: string, keyPath: string): Promise<Pair | null> {
  try {
    const [cert, key] = await Promise.all([readFile(certPath, 'utf8'), readFile(keyPath, 'utf8')]);
    const parsed = new X509Certificate(cert);
    return parsed.checkPrivateKey(createPrivateKey(key)) ? { cert, key, parsed } : null;
  } catch {
    return null;
  }
}

function stillServes(certificate: X509Certificate, { lasting }: LocalNames, nowEpochMs: number): boolean {
  if (Date.parse(certificate.validTo) - nowEpochMs < RENEW_BEFORE_END_MS) return false;
  if (Date.parse(certificate.validFrom) > nowEpochMs) return false;
  return lasting.every((name) =>
    isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name),
  );
}

/** Node's text of the extension: `DNS:localhost, IP Address:127.0.0.1`. */
function namesOf(certificate: X509Certificate): string[] {
  return (certificate.subjectAltName ?? '').split(', ').flatMap((entry) => {
    const name = /^DNS:([a-z0-9.-]+)$/.exec(entry)?.[1];
    const address = /^IP Address:([0-9.]+)$/.exec(entry)?.[1];
    return name ?? address ?? [];
  });
}

/** A reader sees the former content or the new one, never a part. */
async function replace(path: string, content: string, mode: number): Promise<void> {
  const draft = `${path}.${process.pid}.new`;
  await writeFile(draft, content, { mode });
  await rename(draft, path);
}
