import { X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keptCertificate } from './kept-certificate.ts';
import type { LocalNames } from './local-names.ts';

const NOW = Date.UTC(2026, 10, 23);
const DAY_MS = 24 * 3600 * 1000;
const at = (...addresses: string[]): LocalNames => ({
  machine: 'desk',
  lasting: ['localhost', '127.0.0.1', '::1', ...addresses],
  passing: ['2001:db8::9'],
});

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sidetone-tls-'));
  folder = join(root, '.sidetone');
});
afterEach(() => rm(root, { recursive: true }));

const keep = (names = at('192.168.1.5'), nowEpochMs = NOW) => keptCertificate(folder, names, nowEpochMs);
const parsed = ({ cert }: { cert: string }) => new X509Certificate(cert);

describe('the self-signed certificate', () => {
  it('is made once and then kept, so that the browser’s exception lasts', async () => {
    const first = await keep();
    expect(first.isNew).toBe(true);
    expect(await keep()).toEqual({ ...first, isNew: false });
    expect(await keep(at('192.168.1.5'), NOW + 300 * DAY_MS)).toEqual({ ...first, isNew: false });
    expect(await readFile(first.certPath, 'utf8')).toBe(first.cert);
  });

  it('keeps its key to its owner', async () => {
    await keep();
    expect((await stat(join(folder, 'self-signed-key.pem'))).mode & 0o077).toBe(0);
    expect((await stat(folder)).mode & 0o077).toBe(0);
    expect(await readdir(folder)).toEqual(['self-signed-cert.pem', 'self-signed-key.pem']);
  });

  it('covers what is there, also what comes and goes, and holds for 397 days less the one before', async () => {
    const certificate = parsed(await keep());
    for (const ip of ['127.0.0.1', '::1', '192.168.1.5', '2001:db8::9'])
      expect(certificate.checkIP(ip)).toBe(ip);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(new Date(certificate.validFrom)).toEqual(new Date(NOW - DAY_MS));
    expect(new Date(certificate.validTo)).toEqual(new Date(NOW + 396 * DAY_MS));
  });

  it('is made anew on another network, and still serves on the former one', async () => {
    const home = await keep(at('192.168.1.5'));
    const office = await keep(at('10.0.0.7'));
    expect(office.isNew).toBe(true);
    expect(office.cert).not.toBe(home.cert);
    expect(await keep(at('192.168.1.5'))).toEqual({ ...office, isNew: false });
  });

  it('is not made anew for an address that changes by itself', async () => {
    const first = await keep();
    const tomorrow = { ...at('192.168.1.5'), passing: ['2001:db8::aaaa'] };
    expect((await keep(tomorrow)).cert).toBe(first.cert);
  });

  it('is made anew before it ends, and when the clock was wrong', async () => {
    const first = await keep();
    const late = await keep(at('192.168.1.5'), NOW + 383 * DAY_MS);
    expect(late.isNew).toBe(true);
    expect(late.cert).not.toBe(first.cert);
    expect((await keep(at('192.168.1.5'), NOW)).isNew).toBe(true);
  });

  it.each([
    ['self-signed-cert.pem', ''],
    ['self-signed-cert.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
    ['self-signed-key.pem', 'nonsense'],
  ])('is made anew when %s is damaged', async (file, content) => {
    await keep();
    await writeFile(join(folder, file), content);
    const again = await keep();
    expect(again.isNew).toBe(true);
    expect(parsed(again).verify(parsed(again).publicKey)).toBe(true);
  });

  it('is made anew when key and certificate do not belong together', async () => {
    await keep();
    const otherKey = await readFile(join(folder, 'self-signed-key.pem'));
    await keep(at('10.0.0.7'));
    await writeFile(join(folder, 'self-signed-key.pem'), otherKey);
    expect((await keep(at('10.0.0.7'))).isNew).toBe(true);
  });

  it('gathers old names only up to a bound', async () => {
    let last = await keep();
    for (let i = 0; i < 40; i += 1) last = await keep(at(`10.0.${i}.1`));
    expect(parsed(last).subjectAltName?.split(', ').length).toBeLessThanOrEqual(5 + 24);
  });

  it('fails with Node’s own error where nothing can be written', async () => {
    await writeFile(folder, 'a file where the folder should be');
    await expect(keep()).rejects.toThrow(/EEXIST|ENOTDIR/);
    await chmod(folder, 0o600);
  });
});
