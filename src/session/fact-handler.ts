/**
 * What each fact sets off: the one place where the parts of a session meet. Holds no state of its own; every decision is
 * made in the part that owns it.
 */

import { unreachable } from '../lib/errors.ts';
import type { Fact, Refusal } from './facts.ts';
import { refusalNotice, responseNotice, settingsNotice } from './notices.ts';
import type { SessionParts } from './session-parts.ts';
import type { SettingsLedger } from './settings.ts';

type FactOf<K extends Fact['kind']> = Extract<Fact, { kind: K }>;

export function handleFact(parts: SessionParts, fact: Fact): void {
  const { context, writer, audio, turns, settings, interrupter } = parts;
  switch (fact.kind) {
    case 'session-ready':
      return ready(parts, fact);
    case 'settings-accepted':
      settings.accepted(fact.settings);
      parts.agreement.told(fact.formats);
      if (fact.settings.turnDetection?.kind === 'none') turns.detectionEnded();
      context.emit('settings', settings.state);
      return context.mark('settings-changed', 'The server took the settings');
    case 'speech-started':
      turns.speechStarted(fact);
      // Only then does the server stop the answer itself; otherwise talking over it is allowed.
      if (interruptsOnSpeech(settings)) void interrupter.interrupt('speech');
      return;
    case 'speech-stopped':
      return turns.speechStopped(fact);
    case 'nobody-spoke':
      return turns.nobodySpoke(fact);
    case 'input-committed': {
      const endMs = turns.committed(fact);
      return endMs === null ? undefined : parts.microphone.taken(endMs);
    }
    case 'input-cleared':
      return turns.cleared();
    case 'item-added':
      return writer.added(fact);
    case 'output-added':
      return writer.outputAdded(fact);
    case 'item-done':
      writer.done(fact);
      return audio.complete(fact.item.id);
    case 'item-deleted':
      return deleted(parts, fact.itemId);
    case 'user-text-delta':
      return writer.userTextDelta(fact);
    case 'user-text-done':
      return writer.userTextDone(fact);
    case 'user-text-failed':
      return writer.userTextFailed(fact);
    case 'response-started':
      return responseStarted(parts, fact);
    case 'response-ended':
      return responseEnded(parts, fact);
    case 'text-delta':
      writer.textDelta(fact);
      return audio.show(fact.itemId);
    case 'text-done':
      writer.textDone(fact);
      return audio.show(fact.itemId);
    case 'audio-delta':
      return audioDelta(parts, fact);
    case 'audio-done':
      return audio.complete(fact.itemId);
    case 'arguments-delta':
      return writer.argumentsDelta(fact);
    case 'arguments-done':
      return writer.argumentsDone(fact);
    case 'refused':
      return refused(parts, fact.refusal);
    default:
      return unreachable(fact);
  }
}

function interruptsOnSpeech(settings: SettingsLedger): boolean {
  const turn = settings.state.accepted?.turnDetection;
  return turn !== undefined && turn.kind !== 'none' && turn.interruptResponse;
}

function ready({ context, settings, seams }: SessionParts, fact: FactOf<'session-ready'>): void {
  settings.began(fact.settings);
  context.emit('settings', settings.state);
  // At a seam the conversation goes on only once the new session knows it.
  if (!seams.open) context.mark('connected', 'Connected');
  const { sessionId, model, expiresAtEpochMs } = fact;
  seams.began(sessionId);
  context.emit('ready', { sessionId, model, expiresAtMs: expiresAtEpochMs });
}

function deleted({ conversation, ledger }: SessionParts, itemId: string): void {
  // It has another item in its place, as we wished.
  if (conversation.heldAs(itemId) !== null && !conversation.isHeld(itemId)) return;
  conversation.release(itemId);
  // The answer that nobody heard was deleted by us: the server forgets it, the person still sees it.
  if (conversation.message(itemId)?.forgotten) return;
  conversation.remove(itemId);
  ledger.forget(itemId);
}

function responseStarted(
  parts: SessionParts,
  { responseId, inConversation }: FactOf<'response-started'>,
): void {
  // One outside the conversation runs beside the others and is nobody's turn.
  if (!inConversation) return parts.sequencer.startedBeside(responseId);
  if (!parts.sequencer.started(responseId)) return;
  parts.interrupter.responseStarted(responseId);
  parts.turns.answered();
  parts.context.mark('response-created', 'The model began to answer');
}

function responseEnded(parts: SessionParts, fact: FactOf<'response-ended'>): void {
  const { context, conversation, writer, audio, sequencer, interrupter, tools, usage, notify } = parts;
  for (const item of conversation.ofResponse(fact.responseId)) audio.complete(item.id);
  writer.responseEnded(fact.responseId, fact.outcome === 'completed');
  if (sequencer.endedBeside(fact.responseId)) {
    tools.responseEnded(fact.responseId, false);
  } else {
    interrupter.requestEnded();
    parts.turns.answered();
    const goOn = fact.outcome === 'completed' && !interrupter.isCancelled(fact.responseId);
    if (!sequencer.ended(fact.responseId)) return;
    tools.responseEnded(fact.responseId, goOn);
    context.mark('response-done', `The answer is ${fact.outcome}`);
  }
  if (fact.usage) context.emit('usage', usage.add(fact.usage));
  const notice = responseNotice(fact);
  if (!notice) return;
  notify(notice);
  if (notice.level === 'error') context.mark('error', notice.text);
}

function audioDelta(parts: SessionParts, fact: FactOf<'audio-delta'>): void {
  const { context, conversation, writer, audio, settings, interrupter } = parts;
  if (conversation.isGone(fact.itemId)) return;
  writer.answerHas(fact.itemId, fact.responseId, 'voice');
  if (settings.lockVoice()) context.emit('settings', settings.state);
  if (interrupter.isCancelled(fact.responseId)) interrupter.lateItem(fact.itemId);
  audio.received(fact.itemId, fact.audioBase64);
}

function refused(parts: SessionParts, refusal: Refusal): void {
  const { context, conversation, sequencer, interrupter, settings, sent, notify } = parts;
  const { commandId, reason, message } = refusal;
  parts.agreement.refused(commandId);
  const change = settings.refused(commandId, message, refusal.field);
  if (change) {
    context.emit('settings', settings.state);
    notify(settingsNotice(change.fields, refusal));
    context.mark('error', message);
    if (change.retry) parts.sendSettings(change.retry, settings.state.asked);
    return;
  }
  if (sequencer.refused(commandId, reason === 'response-active')) interrupter.requestEnded();
  if (reason === 'nothing-to-commit') parts.turns.commitRefused();
  const command = sent.take(commandId);
  if (command?.kind === 'carry') parts.seams.refused(command.itemId);
  if (command?.kind === 'add-user-text') conversation.patchMessage(command.itemId, { status: 'incomplete' });
  // The server never had it or has lost it: then there is nothing to wait for.
  if (command?.kind === 'delete-item' && reason === 'unknown-item') conversation.remove(command.itemId);
  const notice = refusalNotice(refusal);
  if (!notice) return;
  notify(notice);
  context.mark('error', message);
}
