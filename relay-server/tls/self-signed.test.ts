import { X509Certificate, createPrivateKey, createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selfSigned } from './self-signed.ts';

const NAMES = ['localhost', '127.0.0.1', '::1', 'desk.local', '192.168.1.5', 'fd00::1:2', '2001:db8::7'];
const notBefore = new Date('2026-01-02T03:04:05Z');
const notAfter = new Date('2126-02-03T04:05:06Z');
const made = selfSigned({ commonName: 'Sidetone on desk', names: NAMES, notBefore, notAfter });
const certificate = new X509Certificate(made.cert);

describe('a self-signed certificate', () => {
  it('verifies with its own key, and belongs to the key that comes with it', () => {
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(createPublicKey(made.key).export({ type: 'spki', format: 'pem' })).toBe(
      certificate.publicKey.export({ type: 'spki', format: 'pem' }),
    );
  });

  it('says what it is: for servers, no authority, from then to then', () => {
    expect(certificate.subject).toBe('CN=Sidetone on desk');
    expect(certificate.issuer).toBe(certificate.subject);
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(new Date(certificate.validFrom)).toEqual(notBefore);
    expect(new Date(certificate.validTo)).toEqual(notAfter);
  });

  it('covers every name and address, and no other', () => {
    for (const host of ['localhost', 'desk.local']) expect(certificate.checkHost(host)).toBe(host);
    for (const ip of ['127.0.0.1', '::1', '192.168.1.5', 'fd00::1:2', '2001:db8::7'])
      expect(certificate.checkIP(ip)).toBe(ip);
    expect(certificate.checkHost('evil.example')).toBeUndefined();
    expect(certificate.checkIP('192.168.1.6')).toBeUndefined();
    expect(certificate.checkIP('fd00::1:3')).toBeUndefined();
  });

  it('is another one each time', () => {
    const other = new X509Certificate(
      selfSigned({ commonName: 'Sidetone on desk', names: NAMES, notBefore, notAfter }).cert,
    );
    expect(other.serialNumber).not.toBe(certificate.serialNumber);
    expect(other.fingerprint256).not.toBe(certificate.fingerprint256);
  });

  it('covers any IP address', () => {
    const ip = fc.oneof(fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(ip, (address) => {
        const { cert } = selfSigned({ commonName: 'x', names: [address], notBefore, notAfter });
        expect(new X509Certificate(cert).checkIP(address)).toBe(address);
      }),
      { numRuns: 40 },
    );
  });

  it('bears a machine name of any length and any letters', () => {
    const commonName = `Sidetone on Jürgens Rechner ${'x'.repeat(200)}`;
    const { cert } = selfSigned({ commonName, names: ['localhost'], notBefore, notAfter });
    expect(new X509Certificate(cert).verify(new X509Certificate(cert).publicKey)).toBe(true);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'is taken in a %s handshake by who trusts it, and only then',
    async (version) => {
      const server = createServer({ cert: made.cert, key: made.key }, (socket) => socket.end('hello'));
      server.on('tlsClientError', () => undefined);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const dial = (ca: string | undefined, host: string) =>
        new Promise<string>((resolve) => {
          const socket = connect({
            ...{ port, host: '127.0.0.1', servername: host, ca },
            ...{ minVersion: version, maxVersion: version },
          });
          socket.once('secureConnect', () => {
            socket.destroy();
            resolve('trusted');
          });
          socket.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
        });
      expect(await dial(made.cert, 'localhost')).toBe('trusted');
      expect(await dial(made.cert, 'evil.example')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
      expect(await dial(undefined, 'localhost')).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
      server.close();
      await once(server, 'close');
    },
  );
});
