/**
 * How a conversation goes on in a new session of the server: from what is shown and what was heard to the items that tell the
 * new session of it. Pure. Sends nothing and changes nothing; says exactly what was left behind.
 *
 * A new session remembers nothing, and takes no assistant's sound from a client. So words go over, not voices: what the person
 * said as its transcript (as sound where there is none yet), of each answer the words that were heard, calls with their
 * outputs. The newest items go first when not all fit.
 */

import type { NewItem } from './facts.ts';
import type { Crossing, Item, MessageItem, ToolCallItem } from './types.ts';

export interface CarryLimits {
  /** Items given to the server; a call and its output are two. */
  items: number;
  /** All text together. */
  chars: number;
  /** One message or one output; the rest is cut off. */
  charsOfOne: number;
}

/**
 * A conversation of some length in a quarter of what the models with the smallest window take (28,224 tokens, four characters
 * to a token), so that there is room to go on.
 */
export const CARRY_LIMITS: CarryLimits = { items: 200, chars: 28_000, charsOfOne: 6000 };

/** Longest id that the API takes for an item. */
const MOST_ID_CHARS = 32;

/** For speech that nobody wrote down and whose sound is gone too: leaving it out would make the answer to it a riddle. */
export const WORDLESS = '[Something was said here; there is no transcript of it.]';
const SHORTENED = ' […]';

interface CarriedItem {
  /** As it is shown. */
  itemId: string;
  /** The same id in the new session, unless the API would not take it. First the item itself, then what belongs to it. */
  sent: NewItem[];
}

export interface Continuation {
  /** First to last. */
  carried: CarriedItem[];
  crossing: Crossing;
}

export interface CarrySources {
  newItemId: () => string;
  /** Base64 of what the person said in an item, where the sound is still at hand. */
  recordingOf: (itemId: string) => string | null;
  limits?: CarryLimits;
}

export function continuationOf(
  items: readonly Item[],
  { newItemId, recordingOf, limits = CARRY_LIMITS }: CarrySources,
): Continuation {
  const crossing = emptyCrossing();
  const carried: CarriedItem[] = [];
  let itemsLeft = limits.items;
  let charsLeft = limits.chars;
  for (const item of items.toReversed()) {
    const draft = draftOf(item, { newItemId, recordingOf, limits });
    if (draft.kind === 'none') {
      if (draft.why !== null) crossing[draft.why] += 1;
      continue;
    }
    itemsLeft -= draft.sent.length;
    charsLeft -= draft.chars;
    // Once one does not fit, none before it goes: a history with holes says what was never said.
    if (itemsLeft < 0 || charsLeft < 0) {
      itemsLeft = -1;
      crossing.tooOld += 1;
      continue;
    }
    crossing[draft.as] += 1;
    if (draft.wordless) crossing.wordless += 1;
    if (draft.shortened) crossing.shortened += 1;
    carried.unshift({ itemId: item.id, sent: draft.sent });
  }
  return { carried, crossing };
}

export function emptyCrossing(): Crossing {
  return {
    messages: 0,
    recordings: 0,
    toolCalls: 0,
    wordless: 0,
    shortened: 0,
    tooOld: 0,
    unheard: 0,
    unfinished: 0,
    others: 0,
    refused: 0,
    resentMs: 0,
    lostMs: 0,
  };
}

type Draft =
  | { kind: 'none'; why: 'unheard' | 'unfinished' | 'others' | null }
  | {
      kind: 'some';
      as: 'messages' | 'recordings' | 'toolCalls';
      sent: NewItem[];
      chars: number;
      wordless: boolean;
      shortened: boolean;
    };

type Sources = Required<CarrySources>;

function draftOf(item: Item, sources: Sources): Draft {
  switch (item.kind) {
    case 'message':
      return item.role === 'user' && item.medium === 'voice'
        ? draftOfSpeech(item, sources)
        : draftOfWords(item, sources);
    case 'tool-call':
      return draftOfCall(item, sources);
    case 'seam':
      return { kind: 'none', why: null };
    case 'other':
      return { kind: 'none', why: 'others' };
  }
}

function draftOfWords(item: MessageItem, sources: Sources): Draft {
  if (item.role === 'assistant') {
    const heard = item.forgotten ? '' : heardWords(item);
    return heard === '' ? { kind: 'none', why: 'unheard' } : message(item, heard, sources);
  }
  // Refused by the server, or empty: it never was part of the conversation.
  const usable = item.status !== 'incomplete' && item.text.trim() !== '';
  return usable ? message(item, item.text, sources) : { kind: 'none', why: 'unfinished' };
}

/** An answer's words as far as anybody heard them; written ones count as read. */
export function heardWords({ heard, text }: MessageItem): string {
  return (heard?.interrupted ? text.slice(0, heard.heardChars) : text).trim();
}

function draftOfSpeech(item: MessageItem, sources: Sources): Draft {
  if (item.text.trim() !== '') return message(item, item.text, sources);
  // Not committed: no session took it for a turn, and its sound is sent again.
  if (item.status === 'in-progress') return { kind: 'none', why: null };
  const audioBase64 = sources.recordingOf(item.id);
  if (audioBase64 === null) return { ...message(item, WORDLESS, sources), wordless: true };
  const id = idFor(item.id, sources);
  return {
    kind: 'some',
    as: 'recordings',
    sent: [{ kind: 'recording', id, audioBase64 }],
    chars: 0,
    wordless: false,
    shortened: false,
  };
}

function draftOfCall(item: ToolCallItem, sources: Sources): Draft {
  const { callId, name, argumentsText, output, state } = item;
  const ended = state === 'running' || output !== null;
  // Arguments cut short would not be JSON any more.
  const fits = argumentsText.length <= sources.limits.charsOfOne;
  if (!ended || !fits || callId === '' || name === '') return { kind: 'none', why: 'unfinished' };
  const sent: NewItem[] = [{ kind: 'tool-call', id: idFor(item.id, sources), callId, name, argumentsText }];
  let chars = argumentsText.length;
  let shortened = false;
  if (output !== null) {
    const told = shorten(output, sources.limits.charsOfOne);
    shortened = told !== output;
    chars += told.length;
    sent.push({ kind: 'tool-output', id: sources.newItemId(), callId, output: told });
  }
  return { kind: 'some', as: 'toolCalls', sent, chars, wordless: false, shortened };
}

function message(item: MessageItem, words: string, sources: Sources): Extract<Draft, { kind: 'some' }> {
  const text = shorten(words, sources.limits.charsOfOne);
  const id = idFor(item.id, sources);
  return {
    kind: 'some',
    as: 'messages',
    sent: [{ kind: 'message', id, role: item.role, text }],
    chars: text.length,
    wordless: false,
    shortened: text !== words,
  };
}

function idFor(itemId: string, { newItemId }: Sources): string {
  return itemId.length <= MOST_ID_CHARS ? itemId : newItemId();
}

function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(0, most - SHORTENED.length))}${SHORTENED}`;
}
