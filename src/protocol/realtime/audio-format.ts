/** The audio format that a session says it has, as far as sizes depend on it. */

export type WireFormat = 'audio/pcm' | 'audio/pcmu' | 'audio/pcma';

/** Bytes that a second of sound takes: PCM16 at 24 kHz, or G.711 at 8 kHz. */
export const BYTES_PER_SECOND: Record<WireFormat, number> = {
  'audio/pcm': 48_000,
  'audio/pcmu': 8000,
  'audio/pcma': 8000,
};

export const FORMAT_NAMES: Record<WireFormat, string> = {
  'audio/pcm': 'PCM16 at 24 kHz',
  'audio/pcmu': 'G.711 µ-law at 8 kHz',
  'audio/pcma': 'G.711 A-law at 8 kHz',
};

/** What both sides' sound is in: what a session has that says nothing else. */
export interface WireFormats {
  input: WireFormat;
  output: WireFormat;
}

export const PCM16_FORMATS: WireFormats = { input: 'audio/pcm', output: 'audio/pcm' };

/** The formats from an event of the server's on: it says them in its session. */
export function formatsAfter(
  formats: WireFormats,
  { type, session }: { type: string; session?: unknown },
): WireFormats {
  if (type !== 'session.created' && type !== 'session.updated') return formats;
  return {
    input: formatOf(session, 'input') ?? formats.input,
    output: formatOf(session, 'output') ?? formats.output,
  };
}

/** Milliseconds of sound in base64 text, without decoding it. */
export function base64AudioMs(base64: string, format: WireFormat): number {
  return (base64Bytes(base64) * 1000) / BYTES_PER_SECOND[format];
}

/** Null where the session does not say. Takes anything. */
export function formatOf(session: unknown, side: 'input' | 'output'): WireFormat | null {
  const type = at(at(at(at(session, 'audio'), side), 'format'), 'type');
  return type === 'audio/pcm' || type === 'audio/pcmu' || type === 'audio/pcma' ? type : null;
}

function at(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** Bytes in base64 text, without decoding it. */
export function base64Bytes(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.max(0, Math.floor((base64.length * 3) / 4) - padding);
}
