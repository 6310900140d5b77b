import { describe, expect, it } from 'vitest';
import { decodeG711, encodeG711 } from './g711.ts';

const allBytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe('G.711', () => {
  it.each([
    // Values of the recommendation's tables: silence, both ends.
    ['ulaw', [0, 32_767, -32_768], [0xff, 0x80, 0x00]],
    ['alaw', [0, 32_767, -32_768], [0xd5, 0xaa, 0x2a]],
  ] as const)('encodes the known values of %s', (law, samples, bytes) => {
    expect([...encodeG711(Int16Array.from(samples), law)]).toEqual(bytes);
  });

  it('gives back every byte of A-law after decoding and encoding', () => {
    expect(encodeG711(decodeG711(allBytes, 'alaw'), 'alaw')).toEqual(allBytes);
  });

  it('gives back every byte of u-law but the second zero', () => {
    const again = encodeG711(decodeG711(allBytes, 'ulaw'), 'ulaw');
    expect([...again].flatMap((byte, at) => (byte === at ? [] : [at]))).toEqual([0x7f]);
    expect(again[0x7f]).toBe(0xff);
  });

  it.each(['ulaw', 'alaw'] as const)('keeps %s within 3.5 % of loud samples', (law) => {
    const samples = Int16Array.from({ length: 3000 }, (_, n) => (n % 2 === 0 ? 1 : -1) * (1000 + n * 10));
    const again = decodeG711(encodeG711(samples, law), law);
    const worst = Math.max(...samples.map((sample, n) => Math.abs(1 - (again[n] ?? 0) / sample) * 1000));
    expect(worst).toBeLessThan(35);
  });
});
