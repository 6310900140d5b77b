/**
 * Makes a certificate that signs itself, for one's own machine and network: P-256, ECDSA with SHA-256, only for TLS servers and never
 * an authority over others. Node can read certificates but not make them, so it is written here. Source of the shape: RFC 5280.
 */

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import {
  TRUE,
  bitString,
  explicit,
  implicit,
  integer,
  octetString,
  oid,
  sequence,
  set,
  time,
  utf8String,
} from './der.ts';

export interface SelfSigned {
  /** PEM. */
  cert: string;
  /** PEM, PKCS #8, not encrypted. */
  key: string;
}

const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const COMMON_NAME = oid('2.5.4.3');
/** The most that X.520 allows. */
const COMMON_NAME_MAX = 64;

/**
 * `names` are host names and IP addresses, at least one; all go into the subject's alternative names, which are what clients compare.
 * Throws a TypeError for a name that is not ASCII.
 */
export function selfSigned(options: {
  commonName: string;
  names: readonly string[];
  notBefore: Date;
  notAfter: Date;
}): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const name = sequence(set(sequence(COMMON_NAME, utf8String(options.commonName.slice(0, COMMON_NAME_MAX)))));
  const toBeSigned = sequence(
    explicit(0, integer(Buffer.of(2))), // version 3
    integer(randomBytes(16)),
    ECDSA_WITH_SHA256,
    name, // issuer
    sequence(time(options.notBefore), time(options.notAfter)),
    name, // subject: the same, for it signs itself
    spki,
    explicit(3, sequence(...extensions(spki, options.names))),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const der = sequence(toBeSigned, ECDSA_WITH_SHA256, bitString(signature));
  const lines = der.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** RFC 5280, 4.2.1. */
function extensions(spki: Buffer, names: readonly string[]): Buffer[] {
  // The identifier is a hash of the bare key: the last 65 bytes of a P-256 SubjectPublicKeyInfo.
  const keyId = createHash('sha1').update(spki.subarray(-65)).digest();
  return [
    extension('2.5.29.19', sequence(), true), // basicConstraints: no authority
    extension('2.5.29.15', bitString(Buffer.of(0x80), 7), true), // keyUsage: digitalSignature
    extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))), // extKeyUsage: serverAuth
    extension('2.5.29.14', octetString(keyId)), // subjectKeyIdentifier
    extension('2.5.29.17', sequence(...names.map(generalName))), // subjectAltName
  ];
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [TRUE] : []), octetString(value));
}

/** GeneralName: `[2]` for a host name, `[7]` for an address. */
function generalName(name: string): Buffer {
  if (isIP(name) !== 0) return implicit(7, addressBytes(name));
  if (!/^[\x21-\x7e]+$/.test(name)) throw new TypeError(`The name ${name} cannot stand in a certificate.`);
  return implicit(2, Buffer.from(name, 'ascii'));
}

/** 4 or 16 bytes of an IP address without zone. */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  // The URL parser knows every way to write one, a dotted tail too, and answers in groups of hexadecimal digits.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::', 2);
  const groups = (part: string | undefined) => (part === undefined || part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = groups(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return Buffer.from([...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join(''), 'hex');
}
