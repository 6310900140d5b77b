import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../config.ts';
import type { Environment } from '../secret-field.ts';
import { prepareTls } from './prepare-tls.ts';
import { withHttpsFlag } from './tls-config.ts';

const tlsOf = (environment: Environment) => {
  const result = parseConfig(environment);
  return result.ok ? result.config.tls : result.problems;
};

describe('the settings', () => {
  it.each<[Environment, unknown]>([
    [{}, { kind: 'off' }],
    [{ HTTPS: 'off' }, { kind: 'off' }],
    [{ HTTPS: 'self-signed' }, { kind: 'self-signed' }],
    [
      { TLS_CERT: '/c.pem', TLS_KEY: '/k.pem' },
      { kind: 'files', certPath: '/c.pem', keyPath: '/k.pem' },
    ],
    [{ TLS_CERT: '/c.pem' }, [expect.stringMatching(/^TLS_CERT needs its key; set TLS_KEY/)]],
    [{ TLS_KEY: '/k.pem' }, [expect.stringMatching(/^TLS_KEY needs its certificate; set TLS_CERT/)]],
    [
      { HTTPS: 'self-signed', TLS_CERT: '/c.pem', TLS_KEY: '/k.pem' },
      [expect.stringMatching(/^HTTPS asks for a self-signed/)],
    ],
    [{ HTTPS: 'yes' }, ['HTTPS must be self-signed or off.']],
  ])('%o', (environment, expected) => {
    expect(tlsOf(environment)).toEqual(expected);
  });

  it('--https on the command line stands for HTTPS=self-signed', () => {
    expect(tlsOf(withHttpsFlag({}, ['--https']))).toEqual({ kind: 'self-signed' });
    expect(tlsOf(withHttpsFlag({}, ['--http']))).toEqual({ kind: 'off' });
  });
});

describe('prepareTls', () => {
  const names = { machine: 'desk', lasting: ['localhost', '127.0.0.1', '::1'], passing: [] };
  const world = { nowEpochMs: Date.UTC(2026, 10, 23), names };
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sidetone-tls-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('has nothing to do for plain HTTP', async () => {
    expect(await prepareTls({ kind: 'off' }, folder, world)).toEqual({
      ok: true,
      material: null,
      warnings: [],
      words: [],
    });
  });

  it('says of a self-signed certificate that it is one, its fingerprint and where it lies', async () => {
    const first = await prepareTls({ kind: 'self-signed' }, folder, world);
    const words = first.ok ? first.words.join('\n') : '';
    expect(words).toContain('self-signed and new');
    expect(words).toContain('until 2027-12-24');
    expect(words).toMatch(/SHA-256 ([0-9A-F]{2}:){31}[0-9A-F]{2}/);
    expect(words).toContain(`NODE_EXTRA_CA_CERTS=${join(folder, 'self-signed-cert.pem')}`);
    const second = await prepareTls({ kind: 'self-signed' }, folder, world);
    expect(second.ok && second.words.join('\n')).toBe(words.replace(' and new', ''));
    expect(second.ok && second.material).toEqual(first.ok && first.material);
  });

  it('says in words where the certificate cannot be kept', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const result = await prepareTls({ kind: 'self-signed' }, join(file, 'sub'), world);
    expect(result).toEqual({
      ok: false,
      problems: [expect.stringMatching(/^HTTPS needs a place .* cannot be written \(ENOTDIR\)/)],
    });
  });

  it('passes on what is wrong with files that were named', async () => {
    const config = { kind: 'files', certPath: '/nowhere', keyPath: '/nowhere' } as const;
    const result = await prepareTls(config, folder, world);
    expect(result.ok ? [] : result.problems).toHaveLength(2);
  });
});
