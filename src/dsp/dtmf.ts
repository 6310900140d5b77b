/** The tones of a telephone's keys (ITU-T Q.23), as PCM16. */

const LOW_HZ = [697, 770, 852, 941];
const HIGH_HZ = [1209, 1336, 1477, 1633];
const KEYS = '123A456B789C*0#D';
/** Long enough for every exchange (Q.24 asks for 40 ms of each), and as long a pause behind it. */
const TONE_MS = 100;
const PAUSE_MS = 100;
/** Each of the two tones: −9 dB of full scale, so that the sum does not clip. */
const AMPLITUDE = 0.35 * 32_768;
/** A tone that begins and ends softly does not click. */
const RAMP_MS = 5;

export const DTMF_KEYS = /^[0-9*#A-D]+$/;

/** The tones of these keys, each followed by a pause; a character that is no key is silence. */
export function dtmfTones(keys: string, rateHz: number): Int16Array<ArrayBuffer> {
  const [tone, pause, ramp] = [TONE_MS, PAUSE_MS, RAMP_MS].map((ms) => (ms * rateHz) / 1000) as [
    number,
    number,
    number,
  ];
  const samples = new Int16Array(keys.length * (tone + pause));
  for (let index = 0; index < keys.length; index += 1) {
    const place = KEYS.indexOf(keys.charAt(index));
    if (place < 0) continue;
    const low = (2 * Math.PI * (LOW_HZ[place >> 2] ?? 0)) / rateHz;
    const high = (2 * Math.PI * (HIGH_HZ[place & 3] ?? 0)) / rateHz;
    const from = index * (tone + pause);
    for (let n = 0; n < tone; n += 1) {
      const edge = Math.min(1, n / ramp, (tone - n) / ramp);
      samples[from + n] = AMPLITUDE * edge * (Math.sin(low * n) + Math.sin(high * n));
    }
  }
  return samples;
}
