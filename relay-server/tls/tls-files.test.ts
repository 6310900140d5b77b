import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selfSigned } from './self-signed.ts';
import { readTlsFiles } from './tls-files.ts';

const NOW = Date.UTC(2026, 10, 23);
const DAY_MS = 24 * 3600 * 1000;
const make = (fromDay = -10, toDay = 300) =>
  selfSigned({
    commonName: 'a',
    names: ['localhost'],
    notBefore: new Date(NOW + fromDay * DAY_MS),
    notAfter: new Date(NOW + toDay * DAY_MS),
  });

let folder: string;
let cert: string;
let key: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidetone-pem-'));
  cert = join(folder, 'cert.pem');
  key = join(folder, 'key.pem');
  await write(make());
});
afterEach(() => rm(folder, { recursive: true }));

async function write(pair: { cert: string; key: string }): Promise<void> {
  await writeFile(cert, pair.cert);
  await writeFile(key, pair.key);
}

const read = (certPath = cert, keyPath = key) => readTlsFiles(certPath, keyPath, NOW);
async function problem(certPath = cert, keyPath = key): Promise<string> {
  const files = await read(certPath, keyPath);
  return files.ok ? '' : files.problems.join('\n');
}

describe('readTlsFiles', () => {
  it('gives certificate and key, and a chain as it stands', async () => {
    const pair = make();
    const chain = `${pair.cert}${make().cert}`;
    await write({ cert: chain, key: pair.key });
    expect(await read()).toEqual({ ok: true, cert: chain, key: pair.key, warnings: [] });
  });

  it('names every file that is missing, at once', async () => {
    const files = await read('/nowhere/cert.pem', '/nowhere/key.pem');
    expect(files).toEqual({
      ok: false,
      problems: [
        'TLS_CERT /nowhere/cert.pem does not exist; give the path of a PEM file.',
        'TLS_KEY /nowhere/key.pem does not exist; give the path of a PEM file.',
      ],
    });
  });

  it('says when a path is a folder', async () => {
    expect(await problem(folder)).toMatch(/^TLS_CERT .* is a folder/);
  });

  it('says when the certificate is none', async () => {
    for (const text of ['', 'hello', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n']) {
      await writeFile(cert, text);
      expect(await problem()).toMatch(/^TLS_CERT .* is not a certificate in PEM form/);
    }
  });

  it('says when the key is none, without repeating it', async () => {
    await writeFile(key, 'a secret that is no key');
    expect(await problem()).toMatch(/^TLS_KEY .* is not a private key in PEM form/);
    expect(await problem()).not.toContain('a secret');
  });

  it('says when the key wants a passphrase, and how to write it without', async () => {
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'prime256v1',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
    });
    await writeFile(key, privateKey);
    expect(await problem()).toMatch(/passphrase.*openssl pkey -in/);
  });

  it('says when the two are swapped, and when they do not belong together', async () => {
    expect(await problem(key, cert)).toContain('swap them');
    await writeFile(key, make().key);
    expect(await problem()).toMatch(/^TLS_KEY .* does not belong to the certificate/);
  });

  it('says when TLS refuses what is well-formed but too weak', async () => {
    // RSA with 512 bits.
    const fixtures = join(import.meta.dirname, '../../tests/fixtures/tls');
    expect(await problem(join(fixtures, 'weak-cert.pem'), join(fixtures, 'weak-key.pem'))).toMatch(
      /^TLS_CERT .* is refused by this Node's TLS/,
    );
  });

  it.each([
    [-300, -1, 'ended on 2026-11-22'],
    [1, 300, 'begins on 2026-11-24'],
    [-300, 9, 'ends on 2026-12-02'],
  ])('warns and goes on: from day %i to day %i', async (from, to, words) => {
    await write(make(from, to));
    const files = await read();
    expect(files.ok && files.warnings).toEqual([expect.stringContaining(words)]);
  });
});
