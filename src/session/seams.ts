/**
 * How a conversation gets from one session of the server to the next. Owns the seam that is shown while there is none, and the
 * recordings of turns that nobody has written down yet. Opens and closes no lines; what is carried is decided in `continuation.ts`.
 */

import type { SettingsLedger } from './settings.ts';
import type { Tools } from './tool-desk.ts';
import type { ItemWriter } from './item-writer.ts';
import { continuationOf, heardWords } from './continuation.ts';
import type { Send } from './facts.ts';
import type { SessionContext } from './context.ts';
import type { Conversation } from './conversation.ts';
import type { UserTurns } from './user-turns.ts';
import type { Microphone } from './microphone.ts';
import type { Interruptions } from './interruptions.ts';
import type { HeardLedger } from './heard-ledger.ts';
import type { ResponseSequencer } from './response-sequencer.ts';
import type { SentCommands } from './sent-commands.ts';
import { type LineLoss, crossingWords, lossWords, seamWords } from './seam-words.ts';
import { answerLost } from './notices.ts';
import type { Crossing, Item, Notice, SeamItem } from './types.ts';

interface Parts {
  settings: SettingsLedger;
  tools: Tools;
  writer: ItemWriter;
  context: SessionContext;
  conversation: Conversation;
  turns: UserTurns;
  microphone: Microphone;
  interrupter: Interruptions;
  ledger: HeardLedger;
  sequencer: ResponseSequencer;
  sent: SentCommands;
  notify: (notice: Omit<Notice, 'id'>) => void;
}

export class Seams {
  readonly #parts: Parts;
  readonly #newId: () => string;
  readonly #send: Send;
  readonly #recordings = new Map<string, string>();
  #seamId: string | null = null;
  #lostAtMs = 0;
  #loss: LineLoss | null = null;
  #sessionId = '';
  /** Grows with each line that is lost, so that work for a lost one knows. */
  #generation = 0;
  /** What an answer was asked for again, in another session than the one that lost it. */
  #repeatedFor: string | null = null;

  /** `send` puts commands on the new line although the conversation may not talk yet. */
  constructor(parts: Parts, newId: () => string, send: Send) {
    this.#parts = parts;
    this.#newId = newId;
    this.#send = send;
  }

  /** There is no session, or it does not know the conversation yet. */
  get open(): boolean {
    return this.#seamId !== null;
  }

  /** The line is gone. The conversation stays as it is; whatever only its session could have done is over. */
  lost(loss: LineLoss): void {
    const { context, conversation, turns, sequencer, microphone, settings, tools, writer } = this.#parts;
    const { interrupter, ledger } = this.#parts;
    this.#generation += 1;
    const nowMs = context.nowMs();
    this.#keepRecordings();
    const speaks = turns.speaking || microphone.held;
    const owed = this.#owesAnswer() && !speaks && !this.#wasRepeated();
    const sinceMs = loss.heardToTheEnd ? turns.speakingSinceMs : 0;
    const answering =
      [...sequencer.active].some((id) => !interrupter.isCancelled(id)) ||
      ledger.unheard().some((id) => ledger.get(id)?.complete === false);
    writer.lineLost();
    conversation.leave();
    if (this.#seamId === null) this.#openSeam(loss, nowMs);
    // An answer that has arrived whole plays on: its words are known, and nobody is cut off.
    if (answering) void interrupter.interrupt('seam');
    interrupter.lineLost();
    sequencer.lineLost(owed);
    microphone.lineLost(sinceMs);
    turns.lineLost();
    settings.lineLost();
    tools.lineLost();
    context.emit('settings', settings.state);
  }

  /**
   * A new session is there and has the settings: tells it what was said, then lets the conversation go on. `goOn` is called
   * once commands may be sent again; not at all when the line breaks before.
   */
  async arrived(sessionId: string, goOn: () => void): Promise<void> {
    const generation = this.#generation;
    // An answer that was being silenced when the line broke: only then is it known how much of it was heard.
    while (this.#parts.interrupter.pending !== null) await this.#parts.interrupter.pending;
    const seamId = this.#seamId;
    if (generation !== this.#generation || seamId === null) return;
    const crossing = this.#carry();
    if (crossing === null) return;
    goOn();
    const { sequencer } = this.#parts;
    if (sequencer.waiting) this.#repeatedFor = this.#lastWish();
    sequencer.lineBack();
    const speech = this.#parts.microphone.lineBack();
    if (speech === null) return;
    const gapMs = Math.round(this.#parts.context.nowMs() - this.#lostAtMs);
    this.#closeSeam(seamId, sessionId, gapMs, { ...crossing, ...speech });
  }

  /** The same where another side told the new session of the conversation. */
  observed(sessionId: string, gapMs: number, crossing: Crossing): void {
    if (this.#seamId !== null) this.#closeSeam(this.#seamId, sessionId, gapMs, crossing);
  }

  /** A session began, the first or a further one. */
  began(sessionId: string): void {
    if (!this.open) this.#sessionId = sessionId;
  }

  /** The new session refused an item that it was told of. */
  refused(itemId: string): void {
    const { conversation } = this.#parts;
    conversation.uncarry(itemId);
    const seam = conversation.list().findLast((item) => item.kind === 'seam');
    if (!seam?.crossing) return;
    this.#patch(seam.id, { crossing: { ...seam.crossing, refused: seam.crossing.refused + 1 } });
  }

  /** Of an answer whose words were carried while it played, not all was heard after all. */
  correct(itemId: string): void {
    const { conversation, context } = this.#parts;
    const item = conversation.message(itemId);
    const heldId = conversation.heldAs(itemId);
    if (!item || heldId === null) return;
    const words = item.forgotten ? '' : heardWords(item);
    const id = `item_${this.#newId()}`;
    // Behind the item that it takes the place of, before that one goes.
    if (words !== '') {
      const said = { kind: 'message', id, role: 'assistant', text: words } as const;
      context.send({ kind: 'add-item', item: said, behindId: heldId });
    }
    context.send({ kind: 'delete-item', itemId: heldId });
    conversation.uncarry(itemId);
    if (words !== '') conversation.standIn(itemId, id);
  }

  /** No further session takes over. */
  ended(): void {
    if (this.#seamId !== null) this.#patch(this.#seamId, { state: 'ended' });
    this.#seamId = null;
    this.#generation += 1;
  }

  #openSeam(loss: LineLoss, nowMs: number): void {
    const { context, conversation } = this.#parts;
    this.#loss = loss;
    this.#lostAtMs = nowMs;
    this.#seamId = `seam_${this.#newId()}`;
    const facts = { cause: loss.cause, state: 'waiting', gapMs: null, crossing: null } as const;
    const words = seamWords(facts);
    conversation.add({ kind: 'seam', id: this.#seamId, startedAtMs: nowMs, ...facts, words });
    conversation.away(this.#seamId);
    context.mark('seam', lossWords(loss));
    const { cause } = loss;
    const summary = lossWords(loss);
    const level = cause === 'lost' ? 'warning' : 'normal';
    const told = { ...loss, sessionId: this.#sessionId, seamId: this.#seamId };
    context.note({ type: 'sidetone.line-lost', summary, level, facts: told });
  }

  #closeSeam(seamId: string, sessionId: string, gapMs: number, crossing: Crossing): void {
    const { context } = this.#parts;
    const loss = this.#loss;
    this.#seamId = null;
    this.#patch(seamId, { state: 'resumed', gapMs, crossing });
    const words = crossingWords(crossing, gapMs);
    context.mark('resumed', words);
    const facts = { from: this.#sessionId, to: sessionId, gapMs, ...loss, ...crossing };
    context.note({ type: 'sidetone.resumed', summary: words, facts });
    this.#sessionId = sessionId;
  }

  #patch(seamId: string, patch: Partial<Pick<SeamItem, 'state' | 'gapMs' | 'crossing'>>): void {
    const { conversation } = this.#parts;
    const seam = conversation.seam(seamId);
    if (seam) conversation.patchSeam(seamId, { ...patch, words: seamWords({ ...seam, ...patch }) });
  }

  /** Tells the new session of the conversation; null when the line would not take it all. */
  #carry(): Crossing | null {
    const { conversation, sent } = this.#parts;
    const newItemId = () => `item_${this.#newId()}`;
    const recordingOf = (itemId: string) => this.#recordings.get(itemId) ?? null;
    const { carried, crossing } = continuationOf(conversation.list(), { newItemId, recordingOf });
    for (const { itemId, sent: items } of carried) {
      for (const item of items) {
        // One that was typed meanwhile is told here for the first time.
        const shown = item.id === itemId ? conversation.message(itemId) : null;
        const command = { kind: 'add-item', item } as const;
        const commandId = this.#send(shown ? { ...command, atMs: shown.startedAtMs } : command);
        if (commandId === null) return null;
        sent.add(commandId, { kind: 'carry', itemId });
      }
      const heldId = items[0]?.id ?? itemId;
      conversation.carry(itemId);
      if (heldId !== itemId) conversation.standIn(itemId, heldId);
    }
    return crossing;
  }

  /** Somebody waits for an answer of which nothing was heard. One of which something was is not begun anew. */
  #owesAnswer(): boolean {
    const { sequencer, interrupter, turns } = this.#parts;
    if (sequencer.waiting) return true;
    if (interrupter.unwanted) return false;
    if (sequencer.asked || turns.awaitingAnswer) return true;
    const wanted = [...sequencer.active].filter((id) => !interrupter.isCancelled(id));
    return wanted.length > 0 && !wanted.some((id) => this.#gaveSomething(id));
  }

  /**
   * The answer was lost with one session and, asked for again, with the next: perhaps because of what it would have answered.
   * The person is told instead, or sessions would end over it for ever.
   */
  #wasRepeated(): boolean {
    const again = this.#repeatedFor !== null && this.#repeatedFor === this.#lastWish() && !this.open;
    if (again) this.#parts.notify(answerLost());
    return again;
  }

  /** The last thing that an answer could be to. */
  #lastWish(): string | null {
    const isWish = (item: Item) =>
      item.kind === 'tool-call' || (item.kind === 'message' && item.role !== 'assistant');
    return this.#parts.conversation.list().findLast(isWish)?.id ?? null;
  }

  /** A part of the answer was heard or read, or it consists of calls, whose outputs ask for an answer by themselves. */
  #gaveSomething(responseId: string): boolean {
    return this.#parts.conversation.ofResponse(responseId).some((item) => {
      if (item.kind === 'tool-call') return item.state === 'running' || item.output !== null;
      if (item.kind !== 'message') return false;
      return item.medium === 'text' ? item.text !== '' : (item.heard?.heardSamples ?? 0) > 0;
    });
  }

  /** Sound of turns that have no words yet and, without their session, will get none. */
  #keepRecordings(): void {
    const { conversation, turns, microphone } = this.#parts;
    for (const itemId of this.#recordings.keys()) {
      if ((conversation.message(itemId)?.text ?? '') !== '') this.#recordings.delete(itemId);
    }
    for (const { itemId, startMs, endMs } of turns.recent) {
      if (conversation.message(itemId)?.text !== '' || this.#recordings.has(itemId)) continue;
      const audioBase64 = microphone.recording(startMs, endMs);
      if (audioBase64 !== null) this.#recordings.set(itemId, audioBase64);
    }
  }
}
