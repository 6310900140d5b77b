/**
 * Whether the server took the audio format that was asked for. A session that goes on in another is noise in somebody's ear, so its home
 * is told before any sound is sent. Owns the question of the current line; sends nothing.
 */

import { type AudioFormat, agrees } from './audio-format.ts';
import type { SessionContext } from './context.ts';
import type { Notice } from './types.ts';

export interface FormatAgreementDeps {
  format: AudioFormat;
  context: SessionContext;
  notify: (notice: Omit<Notice, 'id'>) => void;
}

export class FormatAgreement {
  readonly #deps: FormatAgreementDeps;
  /** The update that asked, until it is answered. */
  #commandId: string | null = null;
  #agreed: boolean | null = null;

  constructor(deps: FormatAgreementDeps) {
    this.#deps = deps;
  }

  /** The first update of a line is on its way. */
  asked(commandId: string): void {
    this.#commandId = commandId;
    this.#agreed = null;
  }

  /** The server's word about its formats. */
  told(formats: { input: string | null; output: string | null }): void {
    this.#decide(agrees(this.#deps.format, formats));
  }

  /** The server refused an update; if it is the one that asked, the formats are not agreed on. */
  refused(commandId: string | null): void {
    // In PCM16 nothing is lost with the update: it is what the server does unasked.
    if (commandId !== null && commandId === this.#commandId) this.#decide(this.#deps.format === 'pcm16');
  }

  #decide(agreed: boolean): void {
    this.#commandId = null;
    if (this.#agreed === agreed) return;
    this.#agreed = agreed;
    const { context, notify } = this.#deps;
    if (!agreed) {
      notify({
        level: 'error',
        key: 'audio-format',
        text: 'The server did not take the audio format that was asked for, so what is said would be noise.',
        nextStep:
          'Check in the event log what session.updated says about audio, and use a server that takes the format.',
      });
    }
    context.emit('audio.format', { agreed });
  }
}
