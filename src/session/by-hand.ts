/**
 * What the conversation takes note of when a person sends an event past it, so that it goes on knowing what was asked of the server. What
 * the server answers has its effect as always; nothing is sent, and nothing that plays is stopped, from here.
 */

import { decodePcm16 } from '../dsp/pcm16-base64.ts';
import type { Command } from './facts.ts';
import type { SessionParts } from './session-parts.ts';
import { CORE_SAMPLE_RATE_HZ } from './types.ts';

/** `commandId`: by which the server names it when it refuses. */
export function noteByHand(parts: SessionParts, command: Command, commandId: string): void {
  const { settings, context, sequencer, sent, turns } = parts;
  switch (command.kind) {
    case 'update-settings':
      settings.ask(command.patch);
      settings.sent(commandId, command.patch);
      context.emit('settings', settings.state);
      return;
    case 'create-response':
      return sequencer.askedByHand(commandId);
    case 'delete-item':
      return sent.add(commandId, { kind: 'delete-item', itemId: command.itemId });
    case 'append-audio': {
      // The server counts this sound too, and its times are by that count.
      const samples = decodePcm16(command.audioBase64)?.length ?? 0;
      if (samples > 0) turns.input.append(samples, context.nowMs() - (samples * 1000) / CORE_SAMPLE_RATE_HZ);
      return;
    }
    case 'commit-input':
    case 'clear-input':
    case 'add-item':
    case 'truncate-item':
    case 'cancel-response':
    case 'say':
      // Known from the server's answer.
      return;
    default:
      command satisfies never;
  }
}
