/** Subtitles to run beside the stereo WAV of a session: SRT and WebVTT. Their clock is the session's. */

import { type Cue, toCues } from './cues.ts';
import { SPEAKER_NAMES, type TranscriptEntry } from './transcript.ts';

/** Invisible, and breaks what a player would take for a mark. SRT has no way to escape. */
const WORD_JOINER = '\u2060';

export function toSrt(entries: readonly TranscriptEntry[]): string {
  return toCues(entries)
    .map((cue, index) => {
      const name = cue.first ? `${SPEAKER_NAMES[cue.speaker]}: ` : '';
      return `${index + 1}\n${times(cue, ',')}\n${name}${cue.lines.map(escapeSrt).join('\n')}\n`;
    })
    .join('\n');
}

/** Each cue names its speaker, as WebVTT does it; where the speaker changes is seen by the style of the player. */
export function toVtt(entries: readonly TranscriptEntry[]): string {
  const cues = toCues(entries).map(
    (cue) => `${times(cue, '.')}\n<v ${SPEAKER_NAMES[cue.speaker]}>${cue.lines.map(escapeVtt).join('\n')}\n`,
  );
  return ['WEBVTT\n', ...cues].join('\n');
}

function times({ startMs, endMs }: Cue, point: ',' | '.'): string {
  return `${clock(startMs, point)} --> ${clock(endMs, point)}`;
}

function clock(timeMs: number, point: ',' | '.'): string {
  const pad = (value: number, digits: number) => String(value).padStart(digits, '0');
  const seconds = Math.floor(timeMs / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${pad(h, 2)}:${pad(m, 2)}:${pad(s, 2)}${point}${pad(timeMs % 1000, 3)}`;
}

/** Tags in angle brackets, styles in braces, and the arrow of the times. */
function escapeSrt(line: string): string {
  return line.replaceAll('-->', `--${WORD_JOINER}>`).replace(/[<{]/g, `$&${WORD_JOINER}`);
}

function escapeVtt(line: string): string {
  return line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
