import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
  tlv,
  utf8String,
} from './der.ts';

const hex = (bytes: Buffer) => bytes.toString('hex');

describe('DER', () => {
  it.each<[string, Buffer, string]>([
    ['an empty sequence', sequence(), '3000'],
    ['true', TRUE, '0101ff'],
    ['zero', integer(Buffer.of(0)), '020100'],
    ['127', integer(Buffer.of(0x7f)), '02017f'],
    ['128, which would read as negative', integer(Buffer.of(0x80)), '02020080'],
    ['a number with zeros in front', integer(Buffer.of(0, 0, 1)), '020101'],
    ['rsaEncryption', oid('1.2.840.113549.1.1.1'), '06092a864886f70d010101'],
    ['commonName', oid('2.5.4.3'), '0603550403'],
    ['one flag of eight', bitString(Buffer.of(0x80), 7), '03020780'],
    ['text', utf8String('é'), '0c02c3a9'],
    ['bytes in a set', set(octetString(Buffer.of(1))), '3103040101'],
    ['a tag around', explicit(3, TRUE), 'a3030101ff'],
    ['a tag instead', implicit(2, Buffer.from('a')), '820161'],
    ['a moment before 2050', time(new Date('2026-11-23T12:21:13Z')), '170d3236313132333132323131335a'],
    ['a moment after', time(new Date('2050-01-01T00:00:00Z')), '180f32303530303130313030303030305a'],
  ])('writes %s', (_what, bytes, expected) => {
    expect(hex(bytes)).toBe(expected);
  });

  it.each([
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_536, '0483010000'],
  ])('writes the length %i in the shortest form', (length, head) => {
    const value = tlv(0x04, Buffer.alloc(length));
    expect(hex(value.subarray(0, head.length / 2))).toBe(head);
    expect(value.length).toBe(head.length / 2 + length);
  });

  it('writes numbers that read back as what they were', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        const written = integer(bytes);
        const content = written.subarray(2);
        const value = (some: Uint8Array) => BigInt(`0x${Buffer.from(some).toString('hex')}`);
        expect(value(content)).toBe(value(bytes));
        expect(content[0]).toBeLessThan(0x80);
        // The shortest form: a leading zero only where it is needed.
        expect(content[0] !== 0 || content.length === 1 || (content[1] ?? 0) >= 0x80).toBe(true);
      }),
    );
  });
});
