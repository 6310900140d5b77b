/** The rules by which a typed request is answered: a list of patterns, first match wins. Pure. */

import type * as Wire from 'openai/resources/realtime/realtime';
import { type Plan, say } from '../responses/plan.ts';
import type { ResponseOptions } from '../responses/response-options.ts';
import { planCommand } from './fault-commands.ts';
import { numberInWords, readNumber } from './numbers.ts';
import { ALPHABET, HELP, LONG_STORY } from './texts.ts';
import { weatherArguments } from './tool-arguments.ts';

const MOST_COUNT = 200;

type Rule = (text: string, options: ResponseOptions) => Plan | null;

const rules: Rule[] = [
  (text) => (text.startsWith('/') ? planCommand(text) : null),
  repeatRule,
  countRule,
  weatherRule,
  memoryRule,
  (text) => (/\balphabet\b/i.test(text) ? say(ALPHABET) : null),
  (text) => (/\bstory\b/i.test(text) ? say(LONG_STORY) : null),
  (text, options) => (/\binstructions\b/i.test(text) ? say(tellInstructions(options.instructions)) : null),
  (text) => (/^\W*help\W*$|\bwhat can you do\b/i.test(text) ? say(HELP) : null),
];

/** The answer to `text`, or null when no rule fits. */
export function planText(text: string, options: ResponseOptions): Plan | null {
  const trimmed = text.trim();
  for (const rule of rules) {
    const plan = rule(trimmed, options);
    if (plan) return plan;
  }
  return null;
}

function tellInstructions(instructions: string): string {
  const trimmed = instructions.trim();
  return trimmed === '' ? 'I have no instructions.' : `My instructions are: ${trimmed}`;
}

function repeatRule(text: string): Plan | null {
  const words = /^(?:please\s+)?(?:repeat after me|repeat|say)\s*:?\s+(.+)$/is.exec(text)?.[1];
  return words === undefined ? null : say(words.replace(/^"(.*)"$/s, '$1'));
}

function countRule(text: string): Plan | null {
  const words = /\bcount\s+(?:up\s+)?to\s+([\w-]+(?:\s+\w+)?)/i.exec(text)?.[1];
  if (words === undefined) return null;
  const limit = readNumber(words) ?? readNumber(words.split(/\s/)[0] ?? '');
  if (limit === null) return null;
  const last = Math.min(limit, MOST_COUNT);
  const numbers = Array.from({ length: last }, (_, index) => numberInWords(index + 1)).join(', ');
  return say(last < limit ? `${numbers}. I stop at ${last}.` : `${numbers === '' ? 'zero' : numbers}.`);
}

function weatherRule(text: string, options: ResponseOptions): Plan | null {
  const place = /\bweather\b.*?\b(?:in|at|for)\s+(.+?)(?:\s+(?:today|now|tomorrow|right now))?[?.!]*$/is.exec(
    text,
  )?.[1];
  if (place === undefined) return null;
  return callTool('get_weather', options, (tool) => weatherArguments(tool, place));
}

function memoryRule(text: string, options: ResponseOptions): Plan | null {
  const found = /\bremember\s+(?:that\s+)?(?:my\s+|the\s+)?(.+?)\s+(?:is|=|are)\s+(.+?)[.!]*$/is.exec(text);
  const [, key, value] = found ?? [];
  if (key === undefined || value === undefined) return null;
  return callTool('set_memory', options, () => ({ key: key.toLowerCase().replace(/\s+/g, '_'), value }));
}

function callTool(
  name: string,
  options: ResponseOptions,
  argumentsFor: (tool: Wire.RealtimeFunctionTool) => Record<string, unknown>,
): Plan {
  const tool = options.tools.find((candidate) => candidate.name === name);
  if (!tool) return say(`I would call the tool ${name}, but this session has no tool of that name.`);
  if (options.toolChoice === 'none') {
    return say(`I would call the tool ${name}, but tool_choice is none, so I may not.`);
  }
  const argumentsJson = JSON.stringify(argumentsFor(tool));
  return { utterances: [{ kind: 'call', name, argumentsJson }], fault: null };
}
