/** Base64 audio inside the text of a frame: what nobody reads. Pure. */

/** As much of it as a person needs to see that it is there. */
const SHOWN_BASE64 = 16;
const AUDIO_FIELD = /"(audio|delta)":\s*"([A-Za-z0-9+/=]{65,})"/g;

/** Replaces long base64 by a note of its size, so that a person can read the rest. */
export function cutAudio(text: string): string {
  return text.replace(
    AUDIO_FIELD,
    (_match, field: string, base64: string) =>
      `"${field}":"${base64.slice(0, SHOWN_BASE64)}… ${base64.length} characters of base64"`,
  );
}

/** Leaves it out: a search must find nothing in it. */
export function withoutAudio(text: string): string {
  return text.replace(AUDIO_FIELD, '"$1":""');
}
