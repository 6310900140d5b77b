/** How much sound an `input_audio_buffer.append` carries, without parsing it: there are fifty a second in every session. */

const FIELD = Buffer.from('"audio"');
const QUOTE = 0x22;
const PADDING = 0x3d;

/** Bytes once its base64 is decoded; 0 where there is none. */
export function appendedBytes(frame: Buffer): number {
  const field = frame.indexOf(FIELD);
  if (field < 0) return 0;
  const start = frame.indexOf(QUOTE, field + FIELD.length) + 1;
  const end = frame.indexOf(QUOTE, start);
  if (start === 0 || end < 0) return 0;
  let chars = end - start;
  while (chars > 0 && frame[start + chars - 1] === PADDING) chars -= 1;
  return Math.floor((chars * 3) / 4);
}
