/**
 * The API's ten voices, spread over the four speakers of flite so that each sounds different. They imitate nobody: the names are
 * only those that clients ask for.
 */

export interface VoiceTraits {
  /** A speaker inside flite's binary. `rms` ignores a pitch. */
  speaker: 'kal16' | 'awb' | 'rms' | 'slt';
  /** Mean pitch in Hz, for flite and for the built-in voice. */
  pitchHz: number;
  /** Multiplies durations; above 1 is slower. */
  stretch: number;
}

const VOICES: Record<string, VoiceTraits> = {
  alloy: { speaker: 'slt', pitchHz: 172, stretch: 1 },
  ash: { speaker: 'rms', pitchHz: 100, stretch: 1 },
  ballad: { speaker: 'awb', pitchHz: 128, stretch: 1.05 },
  cedar: { speaker: 'awb', pitchHz: 92, stretch: 1 },
  coral: { speaker: 'slt', pitchHz: 200, stretch: 0.95 },
  echo: { speaker: 'kal16', pitchHz: 105, stretch: 1 },
  marin: { speaker: 'slt', pitchHz: 186, stretch: 1.08 },
  sage: { speaker: 'slt', pitchHz: 150, stretch: 1.05 },
  shimmer: { speaker: 'slt', pitchHz: 225, stretch: 1 },
  verse: { speaker: 'kal16', pitchHz: 135, stretch: 0.95 },
};

const DEFAULT_VOICE: VoiceTraits = { speaker: 'slt', pitchHz: 172, stretch: 1 };

export const VOICE_NAMES: readonly string[] = Object.keys(VOICES);

/** The traits of a voice; a custom or unknown one gets alloy's. */
export function traitsOf(voice: string): VoiceTraits {
  return VOICES[voice] ?? DEFAULT_VOICE;
}

/**
 * Linear gain that brings a speaker to about −20 dBFS (RMS over a sentence). Measured on flite 2.3's own output: kal16 −29.8, awb −20.8,
 * rms −21.0, slt −16.6 dBFS, with peaks of 0.32, 0.62, 0.52 and 0.63.
 */
export const SPEAKER_GAIN: Record<VoiceTraits['speaker'], number> = {
  kal16: 2.6,
  awb: 1.1,
  rms: 1.15,
  slt: 0.7,
};
