import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendedBytes } from './appended-bytes.ts';

const append = (audio: string) => ({ type: 'input_audio_buffer.append', event_id: 'event_1', audio });

describe('appendedBytes', () => {
  it('is the length of the sound, however the frame is written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.constantFrom(0, 2), (sound, indent) => {
        const text = JSON.stringify(append(Buffer.from(sound).toString('base64')), null, indent);
        expect(appendedBytes(Buffer.from(text))).toBe(sound.length);
      }),
    );
  });

  it.each(['', '{"type":"input_audio_buffer.append"}', '{"audio":7}', '{"audio":"AAAA', '{"audio"'])(
    'is nothing where there is no sound: %s',
    (text) => {
      expect(appendedBytes(Buffer.from(text))).toBe(0);
    },
  );
});
