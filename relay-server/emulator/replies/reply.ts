/** Decides what a response says: what the last turn asks for, answered by rules. Pure; sends nothing. */

import { type StoredItem, textOf, type UserAudio } from '../conversation/stored-item.ts';
import { type Plan, say, type Utterance } from '../responses/plan.ts';
import type { ResponseOptions } from '../responses/response-options.ts';
import { numberInWords, secondsText } from './numbers.ts';
import { planText } from './text-rules.ts';
import { INTRODUCTION, STILL_THERE } from './texts.ts';
import { forcedArguments } from './tool-arguments.ts';
import { summariseOutput } from './tool-summary.ts';

/** Peak below which audio counts as silent: −60 dBFS. */
const SILENT_PEAK = 33;

/** `items`: the context of this response, oldest first. */
export function planReply(items: readonly StoredItem[], options: ResponseOptions): Plan {
  const last = items.findLast(({ object }) => object.type !== 'message' || object.role !== 'system');
  const lastText = last?.object.type === 'message' && last.object.role === 'user' ? textOf(last.object) : '';
  // Faults and help come as they are; a forced tool or an opening phrase would only hide them.
  if (lastText.startsWith('/')) return planText(lastText, options) ?? say(INTRODUCTION);
  const plan = forcedCall(lastText, last, options) ?? planTurn(items, last, lastText, options);
  return beginWith(plan, options.instructions);
}

function planTurn(
  items: readonly StoredItem[],
  last: StoredItem | undefined,
  lastText: string,
  options: ResponseOptions,
): Plan {
  // A response with instructions of its own is a request in itself, unless they only say how to answer.
  const ordered = options.ownInstructions === null ? null : planText(options.ownInstructions, options);
  if (last?.object.type === 'function_call_output') return say(summariseOutputs(items));
  if (last?.object.type !== 'message' || last.object.role !== 'user') return ordered ?? say(INTRODUCTION);
  if (lastText !== '' && !isTranscriptOnly(last)) {
    return planText(lastText, options) ?? ordered ?? say(cannotAnswer(lastText));
  }
  if (ordered) return ordered;
  if (last.userAudio) return echo(last.userAudio, options);
  return say('I received an image. I am the emulator, not a model, so I cannot see it.');
}

/** A spoken turn may carry a transcript, but nobody typed it. */
function isTranscriptOnly({ object, userAudio }: StoredItem): boolean {
  return (
    userAudio !== null &&
    object.type === 'message' &&
    !object.content.some((part) => 'text' in part && (part.text ?? '') !== '')
  );
}

function echo({ pcm16, speechMs }: UserAudio, options: ResponseOptions): Plan {
  if (pcm16.length === 0) return say(STILL_THERE);
  const length = secondsText(speechMs);
  if (pcm16.every((sample) => Math.abs(sample) < SILENT_PEAK)) {
    return say(`I received ${length} of audio, but it is silent. Is the microphone muted?`);
  }
  if (options.modality === 'text') {
    return say(`You spoke for ${length}. This answer is text, so I cannot play it back to you.`);
  }
  const utterances: Utterance[] = [
    { kind: 'say', text: `You spoke for ${length}. This is what I heard:` },
    { kind: 'play', pcm16, transcript: `(your own voice, ${length})` },
  ];
  return { utterances, fault: null };
}

function cannotAnswer(text: string): string {
  const shown = text.length > 120 ? `${text.slice(0, 120)} …` : text;
  const words = text.split(/\s+/).length;
  const count = `${words < 1000 ? numberInWords(words) : words} ${words === 1 ? 'word' : 'words'}`;
  return (
    `I am the emulator, not a model, so I cannot answer that. I received ${count}: "${shown}". ` +
    'Ask for my instructions, ask me to count to ten, or type help for all that I can do.'
  );
}

/** All outputs that came since the assistant last spoke. */
function summariseOutputs(items: readonly StoredItem[]): string {
  const names = new Map<string, string>();
  for (const { object } of items) {
    if (object.type === 'function_call' && object.call_id !== undefined)
      names.set(object.call_id, object.name);
  }
  const spokenAt = items.findLastIndex(
    ({ object }) => object.type === 'message' && (object.role === 'assistant' || object.role === 'user'),
  );
  return items
    .slice(spokenAt + 1)
    .flatMap(({ object }) =>
      object.type === 'function_call_output'
        ? [summariseOutput(names.get(object.call_id) ?? 'you called', object.output)]
        : [],
    )
    .join(' ');
}

/** `tool_choice` that demands a call gets one, but not a second time on the output of the first. */
function forcedCall(text: string, last: StoredItem | undefined, options: ResponseOptions): Plan | null {
  const { toolChoice, tools } = options;
  if (toolChoice === 'auto' || toolChoice === 'none' || last?.object.type === 'function_call_output')
    return null;
  const planned = planText(text, options);
  if (toolChoice === 'required' && planned?.utterances.some(({ kind }) => kind === 'call')) return planned;
  const tool = toolChoice === 'required' ? tools[0] : tools.find(({ name }) => name === toolChoice.name);
  if (tool?.name === undefined) return say('The session demands a tool call, but it has no such tool.');
  const isPlanned = planned?.utterances.some((each) => each.kind === 'call' && each.name === tool.name);
  if (planned && isPlanned) return planned;
  const argumentsJson = JSON.stringify(forcedArguments(tool, text));
  return { utterances: [{ kind: 'call', name: tool.name, argumentsJson }], fault: null };
}

/** A line `Begin with: …` in the instructions opens every answer, so that an edit is heard in the very next one. */
function beginWith(plan: Plan, instructions: string): Plan {
  const opening = /^\s*begin with:\s*(.+?)\s*$/im.exec(instructions)?.[1];
  const [first, ...rest] = plan.utterances;
  if (opening === undefined || first === undefined) return plan;
  if (first.kind !== 'say') return plan;
  const stop = /[.!?]$/.test(opening) ? '' : '.';
  return { ...plan, utterances: [{ kind: 'say', text: `${opening}${stop} ${first.text}` }, ...rest] };
}
