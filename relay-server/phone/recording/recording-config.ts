/** The part `recording` of the section `phone`: whether calls are recorded at the relay, where, and for how long. Absent: they are not. */

import { resolve } from 'node:path';
import { z } from 'zod';

export interface RecordingConfig {
  /** Folder of the files; relative to the relay's folder of data. */
  directory: string;
  /** A recording that is older is deleted. */
  days: number;
  /** Of all recordings together; the oldest go first. */
  megabytes: number;
  /** Said by Twilio's voice before anything else; null: nothing is said. */
  announcement: string | null;
}

const MOST_DAYS = 10 * 366;
const MOST_ANNOUNCEMENT = 500;

export function recordingSection() {
  return z
    .strictObject({
      directory: z.string().trim().min(1, 'must not be empty').default('recordings'),
      days: z
        .number('must be a number')
        .positive('must be more than 0')
        .max(MOST_DAYS, `must be at most ${MOST_DAYS}, ten years`)
        .default(30),
      megabytes: z.int('must be a whole number').min(1, 'must be at least 1').default(2000),
      announcement: z
        .string()
        .trim()
        .min(1, 'must not be empty')
        .max(MOST_ANNOUNCEMENT, `must have at most ${MOST_ANNOUNCEMENT} characters`)
        .optional(),
    })
    .transform(({ announcement, ...rest }): RecordingConfig => ({
      ...rest,
      announcement: announcement ?? null,
    }));
}

/** With its folder where it really is. */
export function placedRecording(recording: RecordingConfig | null, dataDir: string): RecordingConfig | null {
  return recording && { ...recording, directory: resolve(dataDir, recording.directory) };
}

/** For people, at the start. */
export function recordingWords({ directory, days, megabytes }: RecordingConfig): string {
  const age = days === 1 ? 'a day' : `${days} days`;
  return `Calls are recorded in ${directory}, for ${age} and up to ${megabytes} MB. Callers must be told where the law says so.`;
}
