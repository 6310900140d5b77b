/**
 * Keeps a record of each turn, from what a session tells: facts, marks, what became of items. Owns the records and nothing else; a record
 * is replaced when it changes, never altered. Events may come in any order: a moment is the first that was seen of its kind.
 */

import { decodeG711 } from '../dsp/g711.ts';
import { type AudioBlock, RATE_HZ } from './audio-format.ts';
import type { TranscriptionUsage } from '../pricing/cost.ts';
import { type ContextChange, contextStory } from './context-story.ts';
import type { Fact, ResponseUsage } from './facts.ts';
import type { Listen, SessionEvents } from './session-events.ts';
import { SpeechLevels } from './speech-levels.ts';
import type { Moment, Turn, TurnTool, TurnTrigger } from './turns.ts';
import type { Item, Mark, SettingsState, TurnDetection } from './types.ts';

type FactOf<K extends Fact['kind']> = Extract<Fact, { kind: K }>;

export interface TurnLedgerDeps {
  /** Session time. */
  nowMs: () => number;
  /** A turn is new or has changed. */
  onTurn: (turn: Turn) => void;
}

export class TurnLedger {
  readonly #deps: TurnLedgerDeps;
  readonly #levels = new SpeechLevels();
  readonly #turns = new Map<string, Turn>();
  /** Turn of each response, and of each item that a person or a response made. */
  readonly #ofResponse = new Map<string, string>();
  readonly #ofItem = new Map<string, string>();
  /** Speech that has begun and not become a turn yet: item → session time of its start. */
  readonly #speech = new Map<string, number>();
  #latestId: string | null = null;
  /** The latest turn, when its answer was lost with the line before anything of it was heard. */
  #lostId: string | null = null;
  #speakingSinceMs: number | null = null;
  /** The interruption under way, until the output has told what was heard. */
  #interrupting: { turnId: string | null; atMs: number; speechSinceMs: number | null } | null = null;
  #model = '';
  #turnDetection: TurnDetection = { kind: 'none' };
  #transcriptionModel = '';
  #prompt: { instructions: string; tools: string } | null = null;
  #changes = new Set<ContextChange>();
  readonly #changesOf = new Map<string, ReadonlySet<ContextChange>>();
  /** The last response of the conversation whose usage was told, and when it ended. */
  #previous: { usage: ResponseUsage; atMs: number } | null = null;
  /** Items heard to their end. */
  readonly #heardOut = new Set<string>();
  /** From a sample's leaving the browser to its being heard, as the browser says. */
  outputLatencyMs = 0;

  constructor(deps: TurnLedgerDeps) {
    this.#deps = deps;
  }

  /** In the order in which they began. */
  get turns(): Turn[] {
    return [...this.#turns.values()];
  }

  follow(listen: Listen): void {
    listen('mark', (mark) => this.#mark(mark));
    listen('settings', (settings) => this.#settings(settings));
    listen('input.committed', ({ itemId, startMs, endMs }) => this.#span(itemId, startMs, endMs));
    listen('conversation.item.appended', ({ item }) => this.#appended(item));
    listen('conversation.updated', ({ item }) => this.#updated(item));
    listen('conversation.interrupted', (event) => this.#interrupted(event));
  }

  /** A frame of the microphone, sent or not; read at once. */
  microphone(audio: AudioBlock, capturedAtMs: number): void {
    if (audio instanceof Int16Array) this.#levels.add(audio, RATE_HZ.pcm16, capturedAtMs);
    else this.#levels.add(decodeG711(audio, 'ulaw'), RATE_HZ.ulaw, capturedAtMs);
  }

  /** Before the session acts on it. */
  fact(fact: Fact): void {
    const nowMs = this.#deps.nowMs();
    switch (fact.kind) {
      case 'session-ready':
        // Not the first: the conversation goes on in a session that has read none of it.
        if (this.#model !== '') this.#changes.add('session');
        this.#model = fact.model;
        return;
      case 'nobody-spoke':
        this.#open('idle', fact.itemId);
        return;
      case 'input-cleared':
        this.#speech.clear();
        this.#speakingSinceMs = null;
        return;
      case 'input-committed': {
        const trigger = this.#turnDetection.kind === 'none' ? 'talk-button' : 'speech';
        return this.#reach(this.#open(trigger, fact.itemId), 'committed', nowMs);
      }
      case 'item-added': {
        const turn = this.#turnOfItem(fact.item.id);
        if (turn?.trigger === 'text' && turn.itemId === fact.item.id) this.#reach(turn, 'committed', nowMs);
        return;
      }
      case 'item-deleted':
        this.#changes.add('deleted');
        return;
      case 'user-text-done':
        return this.#transcribed(fact.itemId, fact.usage);
      case 'response-started':
        return this.#responseStarted(fact);
      case 'response-ended':
        return this.#responseEnded(fact);
      case 'output-added':
        this.#attribute(fact.item.id, fact.responseId);
        return;
      case 'text-delta':
        if (fact.delta !== '') this.#answers(fact.itemId, fact.responseId, 'firstText');
        return;
      case 'audio-delta':
        return this.#answers(fact.itemId, fact.responseId, 'firstAudio');
      default:
    }
  }

  // ------------------------------------------------------------ the person

  #mark({ kind, atMs, itemId }: Mark): void {
    switch (kind) {
      case 'speech-started':
        if (itemId !== null) this.#speech.set(itemId, atMs);
        this.#speakingSinceMs = atMs;
        return;
      case 'speech-stopped':
        this.#speakingSinceMs = null;
        if (itemId !== null) this.#detected(itemId, atMs);
        return;
      case 'interrupted': {
        const turn = (itemId === null ? null : this.#turnOfItem(itemId)) ?? this.#latest();
        this.#interrupting = { turnId: turn?.id ?? null, atMs, speechSinceMs: this.#speakingSinceMs };
        return;
      }
      case 'seam':
        // Nobody will say where speech ends that had begun on the lost line.
        this.#speech.clear();
        this.#speakingSinceMs = null;
        return this.#lineLost(atMs);
      case 'first-audio-heard':
        if (itemId !== null) this.#audible(itemId, atMs);
        return;
      default:
    }
  }

  /** The server says that the person has stopped; `endMs` is the end of the stretch that it took for speech. */
  #detected(itemId: string, endMs: number): void {
    const turn = this.#open('speech', itemId);
    const startMs = this.#speech.get(itemId) ?? endMs;
    this.#speech.delete(itemId);
    this.#reach(turn, 'detected', this.#deps.nowMs());
    this.#speechIs(turn.id, startMs, endMs);
  }

  #speechIs(turnId: string, startMs: number, endMs: number): void {
    const turn = this.#turns.get(turnId);
    if (!turn || turn.moments.speechEnd !== undefined) return;
    const sound = this.#levels.lastSound(startMs, endMs);
    // server_vad counts the silence that it waited for as speech; semantic_vad does not say how long it waited.
    const waitedMs = this.#turnDetection.kind === 'server_vad' ? this.#turnDetection.silenceDurationMs : 0;
    const speechEnd = sound ?? Math.max(startMs, endMs - waitedMs);
    const speechStart = Math.min(speechEnd, this.#levels.firstSound(startMs, endMs) ?? startMs);
    this.#replace({
      ...turn,
      moments: { ...turn.moments, speechStart, speechEnd },
      speechEndFrom: sound === null ? 'server' : 'sound',
    });
  }

  /** The audio that became an item. */
  #span(itemId: string, startMs: number, endMs: number): void {
    const turn = this.#turnOfItem(itemId);
    if (!turn || turn.trigger === 'idle') return;
    if (turn.trigger !== 'talk-button') return this.#speechIs(turn.id, startMs, endMs);
    if (turn.moments.speechEnd !== undefined) return;
    const moments = { ...turn.moments, speechStart: startMs, speechEnd: endMs };
    this.#replace({ ...turn, moments, speechEndFrom: 'button' });
  }

  #transcribed(itemId: string, usage: TranscriptionUsage | null): void {
    const turn = this.#turnOfItem(itemId);
    if (!turn || usage === null || turn.transcription !== null) return;
    const model = this.#transcriptionModel;
    this.#replace({ ...turn, transcription: { usage, model } });
  }

  // ------------------------------------------------------------ the answer

  #responseStarted({ responseId, inConversation }: FactOf<'response-started'>): void {
    if (this.#ofResponse.has(responseId)) return;
    const nowMs = this.#deps.nowMs();
    const turn = inConversation ? this.#awaiting() : this.#begin('aside', null);
    this.#ofResponse.set(responseId, turn.id);
    if (inConversation) {
      this.#changesOf.set(responseId, this.#changes);
      this.#changes = new Set();
    }
    const response = {
      id: responseId,
      startMs: nowMs,
      endMs: null,
      model: this.#model,
      outcome: null,
      usage: null,
      story: null,
    };
    // What goes on has not ended.
    const { end: _end, ...moments } = turn.moments;
    this.#replace({ ...turn, moments, responses: [...turn.responses, response] });
    this.#reach(turn, 'responseCreated', nowMs);
  }

  /** The turn that the next response belongs to: the latest, if it waits for its first answer or for one to its tools' outputs. */
  #awaiting(): Turn {
    const latest = this.#latest();
    if (latest === null) return this.#begin('request', null);
    if (this.#lostId === latest.id) {
      this.#lostId = null;
      return { ...latest, interruption: null };
    }
    const last = latest.responses.at(-1);
    const goesOn = last !== undefined && latest.tools.some(({ startMs }) => startMs >= last.startMs);
    return last === undefined || goesOn ? latest : this.#begin('request', null);
  }

  /** Responses of the lost session do not end any more. Who has heard nothing yet still waits for an answer. */
  #lineLost(atMs: number): void {
    for (const turn of this.#turns.values()) {
      if (turn.responses.every(({ endMs }) => endMs !== null)) continue;
      if (turn.moments.audible === undefined && turn.id === this.#latestId) this.#lostId = turn.id;
      const responses = turn.responses.map((response) =>
        response.endMs === null ? { ...response, endMs: atMs, outcome: 'incomplete' as const } : response,
      );
      this.#replace(lasts({ ...turn, responses }, atMs));
    }
  }

  #responseEnded({ responseId, outcome, usage }: FactOf<'response-ended'>): void {
    const turn = this.#turns.get(this.#ofResponse.get(responseId) ?? '');
    const open = turn?.responses.find(({ id, endMs }) => id === responseId && endMs === null);
    if (!turn || !open) return;
    const nowMs = this.#deps.nowMs();
    const aside = turn.trigger === 'aside';
    const changes = this.#changesOf.get(responseId) ?? new Set<ContextChange>();
    this.#changesOf.delete(responseId);
    const previous = aside ? null : this.#previous;
    const story =
      usage === null
        ? null
        : contextStory({
            usage,
            previous: previous?.usage ?? null,
            changed: changes,
            sincePreviousMs: previous === null ? 0 : Math.max(0, open.startMs - previous.atMs),
          });
    if (usage !== null && !aside) this.#previous = { usage, atMs: nowMs };
    const ended = { ...open, endMs: nowMs, outcome, usage, story };
    const responses = turn.responses.map((response) => (response.id === responseId ? ended : response));
    const goesOn = turn.tools.some(({ endMs }) => endMs === null);
    this.#replace(goesOn ? { ...turn, responses } : lasts({ ...turn, responses }, nowMs));
  }

  #answers(itemId: string, responseId: string, moment: 'firstText' | 'firstAudio'): void {
    const turn = this.#attribute(itemId, responseId);
    // What comes after the cut is nobody's answer.
    if (turn && turn.interruption === null) this.#reach(turn, moment, this.#deps.nowMs());
  }

  #audible(itemId: string, atMs: number): void {
    const turn = this.#turnOfItem(itemId);
    if (!turn || turn.moments.audible !== undefined) return;
    const { outputLatencyMs } = this;
    const since = this.#speakingSinceMs;
    this.#replace({
      ...turn,
      moments: { ...turn.moments, audible: atMs + outputLatencyMs },
      outputLatencyMs,
      spokeOver: since !== null && since < atMs,
    });
  }

  #appended(item: Item): void {
    if (item.kind === 'tool-call' && item.responseId !== null) this.#attribute(item.id, item.responseId);
    if (item.kind !== 'message' || item.role !== 'user' || item.medium !== 'text') return;
    this.#reach(this.#open('text', item.id), 'sent', this.#deps.nowMs());
  }

  #updated(item: Item): void {
    const turn = this.#turnOfItem(item.id);
    if (!turn) return;
    const nowMs = this.#deps.nowMs();
    if (item.kind === 'tool-call') {
      const known = turn.tools.find(({ itemId }) => itemId === item.id);
      const over = item.state === 'done' || item.state === 'failed';
      if (item.state === 'streaming' || (!known && over) || (known && (!over || known.endMs !== null)))
        return;
      const tool: TurnTool = known
        ? { ...known, endMs: nowMs, failed: item.state === 'failed' }
        : { itemId: item.id, name: item.name, startMs: nowMs, endMs: null, failed: false };
      const tools = [...turn.tools.filter(({ itemId }) => itemId !== item.id), tool];
      this.#replace(lasts({ ...turn, tools }, nowMs));
      return;
    }
    if (item.kind !== 'message' || !item.heard || item.heard.interrupted !== null) return;
    const { complete, heardSamples, receivedSamples } = item.heard;
    if (!complete || receivedSamples === 0 || heardSamples < receivedSamples) return;
    const endMs = nowMs + turn.outputLatencyMs;
    // Told again for each change of the item; heard to its end it was once.
    if (this.#heardOut.has(item.id)) return;
    this.#heardOut.add(item.id);
    this.#replace(lasts(turn, endMs));
  }

  #interrupted({ reason, items }: SessionEvents['conversation.interrupted']): void {
    const under = this.#interrupting;
    this.#interrupting = null;
    const nowMs = this.#deps.nowMs();
    const cut = new Set<string>();
    for (const { itemId, truncatedAtMs } of items) {
      const turnId = this.#ofItem.get(itemId);
      if (turnId !== undefined) cut.add(turnId);
      if (truncatedAtMs !== null) this.#changes.add(truncatedAtMs === 0 ? 'deleted' : 'truncated');
    }
    if (cut.size === 0 && under?.turnId) cut.add(under.turnId);
    const atMs = under?.atMs ?? nowMs;
    const since = under?.speechSinceMs ?? null;
    const causeMs =
      reason === 'speech' && since !== null ? (this.#levels.firstSound(since, atMs) ?? since) : atMs;
    for (const turnId of cut) {
      const turn = this.#turns.get(turnId);
      if (!turn || turn.interruption !== null) continue;
      const sounded = turn.moments.audible !== undefined;
      const silentMs = sounded ? nowMs + turn.outputLatencyMs : null;
      const stopped = { ...turn, interruption: { reason, causeMs, silentMs } };
      this.#replace(lasts(stopped, silentMs ?? nowMs));
    }
  }

  // ------------------------------------------------------------ what the model was told

  #settings({ asked, accepted }: SettingsState): void {
    const inForce = { ...asked, ...accepted };
    this.#turnDetection = inForce.turnDetection;
    this.#transcriptionModel = inForce.transcription?.model ?? this.#transcriptionModel;
    if (accepted === null) return;
    const prompt = { instructions: inForce.instructions, tools: JSON.stringify(inForce.tools) };
    if (this.#prompt && this.#prompt.instructions !== prompt.instructions) this.#changes.add('instructions');
    if (this.#prompt && this.#prompt.tools !== prompt.tools) this.#changes.add('tools');
    this.#prompt = prompt;
  }

  // ------------------------------------------------------------ records

  #latest(): Turn | null {
    return this.#turns.get(this.#latestId ?? '') ?? null;
  }

  #turnOfItem(itemId: string): Turn | null {
    return this.#turns.get(this.#ofItem.get(itemId) ?? '') ?? null;
  }

  #attribute(itemId: string, responseId: string): Turn | null {
    const turnId = this.#ofResponse.get(responseId);
    if (turnId === undefined) return null;
    this.#ofItem.set(itemId, turnId);
    return this.#turns.get(turnId) ?? null;
  }

  /** The turn of something that the person said; a new one when it is not known yet. */
  #open(trigger: TurnTrigger, itemId: string): Turn {
    return this.#turnOfItem(itemId) ?? this.#begin(trigger, itemId);
  }

  #begin(trigger: TurnTrigger, itemId: string | null): Turn {
    const number = this.#turns.size + 1;
    const turn: Turn = {
      id: `turn_${number}`,
      number,
      trigger,
      itemId,
      moments: {},
      speechEndFrom: null,
      outputLatencyMs: 0,
      responses: [],
      tools: [],
      interruption: null,
      spokeOver: false,
      transcription: null,
    };
    this.#turns.set(turn.id, turn);
    if (itemId !== null) this.#ofItem.set(itemId, turn.id);
    if (trigger !== 'aside') this.#latestId = turn.id;
    return turn;
  }

  #reach({ id }: Turn, moment: Moment, atMs: number): void {
    const turn = this.#turns.get(id);
    if (!turn || turn.moments[moment] !== undefined) return;
    this.#replace({ ...turn, moments: { ...turn.moments, [moment]: atMs } });
  }

  #replace(turn: Turn): void {
    this.#turns.set(turn.id, turn);
    this.#deps.onTurn(turn);
  }
}

/** The turn lasts at least until then. */
function lasts(turn: Turn, atMs: number): Turn {
  return { ...turn, moments: { ...turn.moments, end: Math.max(turn.moments.end ?? atMs, atMs) } };
}
