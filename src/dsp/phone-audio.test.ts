import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeG711 } from './g711.ts';
import { PhoneDecoder, PhoneEncoder, SILENCE } from './phone-audio.ts';

const sine = (hz: number, rateHz: number, samples: number) =>
  Int16Array.from({ length: samples }, (_, n) => 12_000 * Math.sin((2 * Math.PI * hz * n) / rateHz));

function encodeIn(encoder: PhoneEncoder, pcm16: Int16Array, cut: number): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < pcm16.length; at += cut) bytes.push(...encoder.encode(pcm16.slice(at, at + cut)));
  bytes.push(...encoder.finish());
  return bytes;
}

describe('an encoder of telephone audio', () => {
  it.each(['ulaw', 'alaw'] as const)('puts sample 3n into byte n of %s, without a delay', (law) => {
    const bytes = encodeIn(new PhoneEncoder(law), sine(440, 24_000, 24_000), 480);
    const back = decodeG711(Uint8Array.from(bytes), law);
    const wanted = sine(440, 8000, 8000);
    expect(back.length).toBe(8000);
    // A third of a sample at most, and the steps of G.711: 4 % of what is that loud.
    const worst = Math.max(
      ...back.slice(200, -200).map((value, n) => Math.abs(value - (wanted[n + 200] ?? 0))),
    );
    expect(worst).toBeLessThan(2000);
  });

  it('gives the same bytes however the stream is cut, and a third as many as samples', () => {
    const tone = sine(1000, 24_000, 3001);
    const whole = encodeIn(new PhoneEncoder('ulaw'), tone, 3001);
    expect(whole.length).toBe(1000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), (cut) => {
        expect(encodeIn(new PhoneEncoder('ulaw'), tone, cut)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('begins anew after the end of a stream', () => {
    const encoder = new PhoneEncoder('ulaw');
    const tone = sine(700, 24_000, 2400);
    expect(encodeIn(encoder, tone, 240)).toEqual(encodeIn(encoder, tone, 240));
  });

  it('lets nothing above 4 kHz fold back', () => {
    const bytes = encodeIn(new PhoneEncoder('ulaw'), sine(6000, 24_000, 24_000), 480);
    expect(
      Math.max(...decodeG711(Uint8Array.from(bytes.slice(200, -200)), 'ulaw').map(Math.abs)),
    ).toBeLessThan(16);
  });
});

describe('a decoder of telephone audio', () => {
  it('makes three samples of each byte', () => {
    expect(new PhoneDecoder('ulaw').decode(new Uint8Array(160)).length).toBe(480);
  });

  it.each(['ulaw', 'alaw'] as const)('hears the silence of %s as silence', (law) => {
    const heard = new PhoneDecoder(law).decode(new Uint8Array(800).fill(SILENCE[law]));
    expect(Math.max(...heard.map(Math.abs))).toBeLessThan(law === 'ulaw' ? 1 : 16);
  });
});
