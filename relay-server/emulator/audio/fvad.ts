/** The voice-activity classifier of WebRTC (libfvad in WebAssembly): is this 10 ms of audio speech-like? Owns its handle in the module. */

/* oxlint-disable no-underscore-dangle -- the names are those of the compiled module */

import loadModule from '@echogarden/fvad-wasm';
import { invariant } from '../../../src/lib/errors.ts';

/** The classifier works on 0–4 kHz whatever it is given, so 8 kHz loses nothing. */
export const CLASSIFIER_RATE_HZ = 8000;
/** 10 ms. */
export const CLASSIFIER_FRAME_SAMPLES = 80;

/** 0 = lets much pass … 3 = only what is surely speech. */
export type Aggressiveness = 0 | 1 | 2 | 3;

export interface FrameClassifier {
  setAggressiveness(mode: Aggressiveness): void;
  /** `frame`: exactly 80 samples of PCM16 at 8 kHz; it is read, not kept. */
  isSpeech(frame: Int16Array): boolean;
  dispose(): void;
}

export interface ClassifierSource {
  create(): FrameClassifier;
}

/** Loads the module once; each session then creates its own classifier without waiting. */
export async function loadFvad(): Promise<ClassifierSource> {
  const module = await loadModule();
  return {
    create() {
      const handle = module._fvad_new();
      const pointer = module._malloc(CLASSIFIER_FRAME_SAMPLES * 2);
      invariant(handle !== 0 && pointer !== 0, 'libfvad has no memory for another session; close some');
      module._fvad_set_sample_rate(handle, CLASSIFIER_RATE_HZ);
      module._fvad_set_mode(handle, 2);
      let disposed = false;
      return {
        setAggressiveness(mode) {
          module._fvad_set_mode(handle, mode);
        },
        isSpeech(frame) {
          invariant(
            frame.length === CLASSIFIER_FRAME_SAMPLES,
            'libfvad takes frames of 80 samples; cut them',
          );
          // The view is taken anew each time: growing memory replaces it.
          module.HEAP16.set(frame, pointer / 2);
          return module._fvad_process(handle, pointer, CLASSIFIER_FRAME_SAMPLES) === 1;
        },
        dispose() {
          if (disposed) return;
          disposed = true;
          module._free(pointer);
          module._fvad_free(handle);
        },
      };
    },
  };
}
