/**
 * What the console offers to choose from when nothing else is configured. Source: OpenAI's Realtime API reference and deprecation
 * page as of November 2026. Lists only; what a server really accepts, the server says.
 */

/** Current models first; the last two are shut down on 20 January 2027. */
export const OPENAI_MODELS: readonly string[] = [
  'gpt-realtime-2.1',
  'gpt-realtime-2.1-mini',
  'gpt-realtime-2',
  'gpt-realtime-1.5',
  'gpt-realtime',
  'gpt-realtime-mini',
];

export const DEFAULT_MODEL = 'gpt-realtime-2.1';

export const VOICES: readonly string[] = [
  'marin',
  'cedar',
  'alloy',
  'ash',
  'ballad',
  'coral',
  'echo',
  'sage',
  'shimmer',
  'verse',
];

/** Current models first; from `whisper-1` on they are shut down on 26 February 2027. */
export const TRANSCRIPTION_MODELS: readonly string[] = [
  'gpt-transcribe',
  'gpt-live-transcribe',
  'gpt-realtime-whisper',
  'whisper-1',
  'gpt-4o-transcribe',
  'gpt-4o-mini-transcribe',
  'gpt-4o-transcribe-diarize',
];
