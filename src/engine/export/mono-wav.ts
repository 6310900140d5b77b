/** The sound of one message as a WAV. */

import { wavHeader } from '../../recording/wav.ts';
import { CORE_SAMPLE_RATE_HZ } from '../../session/types.ts';

export const WAV_TYPE = 'audio/wav';

export function monoWav(pcm16: Int16Array<ArrayBuffer>): Blob {
  const header = wavHeader({ sampleRateHz: CORE_SAMPLE_RATE_HZ, channels: 1, frames: pcm16.length });
  return new Blob([header, pcm16], { type: WAV_TYPE });
}
