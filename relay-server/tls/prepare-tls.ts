/** From the settings to the certificate that the server shows. Reads and writes files; listens on nothing. */

import { X509Certificate } from 'node:crypto';
import { type KeptCertificate, keptCertificate } from './kept-certificate.ts';
import { type LocalNames, localNames } from './local-names.ts';
import type { TlsConfig } from './tls-config.ts';
import { type TlsMaterial, readTlsFiles } from './tls-files.ts';

export type PreparedTls =
  /** `material` null: plain HTTP. `words` are lines for the person who started the server. */
  | { ok: true; material: TlsMaterial | null; warnings: string[]; words: string[] }
  | { ok: false; problems: string[] };

/** `folder` is where the self-signed certificate is kept between two starts. */
export async function prepareTls(
  config: TlsConfig,
  folder: string,
  world: { nowEpochMs: number; names: LocalNames } = { nowEpochMs: Date.now(), names: localNames() },
): Promise<PreparedTls> {
  if (config.kind === 'off') return { ok: true, material: null, warnings: [], words: [] };
  if (config.kind === 'files') {
    const files = await readTlsFiles(config.certPath, config.keyPath, world.nowEpochMs);
    if (!files.ok) return files;
    const { cert, key, warnings } = files;
    return { ok: true, material: { cert, key }, warnings, words: [] };
  }
  try {
    const kept = await keptCertificate(folder, world.names, world.nowEpochMs);
    return { ok: true, material: { cert: kept.cert, key: kept.key }, warnings: [], words: wordsOf(kept) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return {
      ok: false,
      problems: [
        `HTTPS needs a place for its certificate, and ${folder} cannot be written${code}. Make that folder writable, or set TLS_CERT and TLS_KEY.`,
      ],
    };
  }
}

/** With the fingerprint, so that whoever makes an exception in a browser can see that it is for this certificate. */
function wordsOf({ cert, isNew, certPath }: KeptCertificate): string[] {
  const { fingerprint256, validTo } = new X509Certificate(cert);
  const end = new Date(validTo).toISOString().slice(0, 10);
  return [
    `The certificate is self-signed${isNew ? ' and new' : ''}, so browsers ask once whether to trust it. It holds until ${end}.`,
    `  SHA-256 ${fingerprint256}`,
    `  For other clients: NODE_EXTRA_CA_CERTS=${certPath}`,
  ];
}
