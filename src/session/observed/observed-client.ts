/**
 * The client's side of a session that is observed: what it asked for, carried out on the parts as if we had, but for sending. Owns where its
 * turns of push-to-talk begin, and guesses why it cut an answer when nobody says.
 */

import type { Command, Fact } from '../facts.ts';
import type { SessionParts } from '../session-parts.ts';
import { CORE_SAMPLE_RATE_HZ, type InterruptReason } from '../types.ts';
import type { ObservedInterruptions } from './observed-interruptions.ts';
import type { Heard, WireSound } from './wire-sound.ts';
import type { ObservedTools } from './observed-tools.ts';

/** An answer that is cut so long after somebody began to speak was cut by that. */
const SPEECH_CAUSES_MS = 3000;

export interface ObservedClientDeps {
  sound: WireSound;
  /** Runs `type` as if it were that session time. */
  typedAt: (atMs: number, type: () => void) => void;
  onMicrophone: (heard: Heard, capturedAtMs: number) => void;
}

export class ObservedClient {
  readonly #parts: SessionParts<ObservedTools, ObservedInterruptions>;
  readonly #deps: ObservedClientDeps;
  /** Session time at which the latest speech began. */
  #spokeAtMs = Number.NEGATIVE_INFINITY;
  /** Session time of the first audio since the server's buffer was last emptied. */
  #saidFromMs: number | null = null;

  constructor(parts: SessionParts<ObservedTools, ObservedInterruptions>, deps: ObservedClientDeps) {
    this.#parts = parts;
    this.#deps = deps;
  }

  /** What its server said, after it has had its effect. */
  fact({ kind }: Fact): void {
    if (kind === 'speech-started') this.#spokeAtMs = this.#parts.context.nowMs();
    if (kind === 'input-committed' || kind === 'input-cleared') this.#saidFromMs = null;
  }

  /** `aboutMs`: session time of its audio or text, where somebody knows. */
  command(command: Command, commandId: string, aboutMs: number | null): void {
    const { settings, context, conversation, interrupter, sequencer, sent, turns } = this.#parts;
    switch (command.kind) {
      case 'update-settings':
        settings.ask(command.patch);
        settings.sent(commandId, command.patch);
        context.emit('settings', settings.state);
        return;
      case 'append-audio':
        return this.#heard(command.audioBase64, aboutMs);
      case 'clear-input':
        this.#saidFromMs = null;
        return;
      case 'commit-input':
        if (this.#saidFromMs !== null) turns.spoke(this.#saidFromMs, context.nowMs());
        this.#saidFromMs = null;
        return;
      case 'add-item':
        return this.#added(command, commandId, aboutMs);
      case 'truncate-item':
        if (conversation.isGone(command.itemId)) return;
        return interrupter.truncated(command.itemId, command.heardMs, this.#causeOfSilence());
      case 'delete-item':
        if (conversation.isCarried(command.itemId)) conversation.uncarry(command.itemId);
        else sent.add(commandId, { kind: 'delete-item', itemId: command.itemId });
        return;
      case 'create-response':
        sequencer.request();
        return;
      case 'cancel-response':
        return interrupter.cancels();
      default:
    }
  }

  #heard(audioBase64: string, aboutMs: number | null): void {
    const heard = this.#deps.sound.input(audioBase64);
    if (heard === null || heard.pcm16.length === 0) return;
    const { pcm16 } = heard;
    const lengthMs = (pcm16.length * 1000) / CORE_SAMPLE_RATE_HZ;
    const { context, turns } = this.#parts;
    // A frame cannot be sent before its last sample was there.
    const capturedAtMs = aboutMs ?? context.nowMs() - lengthMs;
    turns.input.append(pcm16.length, capturedAtMs);
    this.#saidFromMs ??= capturedAtMs;
    this.#deps.onMicrophone(heard, capturedAtMs);
  }

  #added(
    { item, behindId }: Extract<Command, { kind: 'add-item' }>,
    commandId: string,
    aboutMs: number | null,
  ): void {
    const { context, conversation, writer, sent, seams, tools } = this.#parts;
    if (item.kind === 'tool-output') tools.answered(item.callId, item.output);
    if (conversation.get(item.id) !== null) {
      // Told again, to a session that did not hear it.
      if (!seams.open) return;
      conversation.carry(item.id);
      sent.add(commandId, { kind: 'carry', itemId: item.id });
      return;
    }
    const isCorrection = behindId !== undefined && conversation.isCarried(behindId);
    if (isCorrection || (seams.open && aboutMs === null)) {
      // What is shown under another id stands for it.
      conversation.reserve(item.id, behindId);
      return;
    }
    if (item.kind !== 'message' || item.role !== 'user') return;
    const { id, text } = item;
    this.#deps.typedAt(aboutMs ?? context.nowMs(), () => writer.typed(id, text));
    sent.add(commandId, { kind: seams.open ? 'carry' : 'add-user-text', itemId: item.id });
    if (seams.open) conversation.carry(item.id);
  }

  /** Why an answer was cut, when nobody says. */
  #causeOfSilence(): InterruptReason {
    const { context, turns } = this.#parts;
    const spoke = turns.speaking || context.nowMs() - this.#spokeAtMs < SPEECH_CAUSES_MS;
    return spoke ? 'speech' : 'stop';
  }
}
