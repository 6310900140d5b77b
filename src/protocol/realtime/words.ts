/** Small pieces of the log's lines: quotes, durations, sizes, items. Pure, and safe with any input. */

/** Text in quotes, on one line, at most `limit` characters. */
export function quote(text: string, limit = 120): string {
  // Cut before the spaces are folded: the text may be long.
  const head = text
    .slice(0, limit * 4)
    .replace(/\s+/g, ' ')
    .trim();
  const cut = head.length > limit || text.length > limit * 4;
  return `“${cut ? `${head.slice(0, limit - 1).trimEnd()}…` : head}”`;
}

export function milliseconds(ms: number): string {
  return `${Math.round(ms)} ms`;
}

/** `a, b and c`; nothing for an empty list. */
export function parts(...words: (string | null | undefined | false)[]): string {
  return words.filter((word) => typeof word === 'string' && word !== '').join(' · ');
}

/** A wire word as people write it; null for anything but text. */
export function spaced(word: unknown): string | null {
  return typeof word === 'string' ? word.replaceAll('_', ' ') : null;
}

interface SummarisedItem {
  type: string;
  role?: string;
  name?: string;
  arguments?: string;
  output?: string | null;
  status?: string;
  content?: { type?: string; text?: string | null; transcript?: string | null }[] | null;
}

/** An item in words: who, what kind, what it says. */
export function describeItem(item: object): string {
  const { type, role, name, arguments: args, output, status, content } = item as SummarisedItem;
  const state = status === 'in_progress' || status === 'incomplete' ? status.replace('_', ' ') : null;
  if (type === 'message') return parts(role, state, describeContent(content));
  if (type === 'function_call') return parts(`call ${name ?? ''}(${clip(args)})`, state);
  if (type === 'function_call_output') return parts('tool output', clip(output));
  return parts(type, typeof name === 'string' ? name : null, state);
}

function describeContent(content: SummarisedItem['content']): string {
  const words: string[] = [];
  for (const part of content ?? []) {
    const text = part.text ?? part.transcript;
    if (typeof text === 'string' && text !== '') words.push(quote(text));
    else if (part.type?.includes('audio')) words.push('audio');
    else if (part.type?.includes('image')) words.push('image');
  }
  return words.join(' ');
}

function clip(text: unknown, limit = 100): string {
  if (typeof text !== 'string') return '';
  const line = text.slice(0, limit + 1).replace(/\s+/g, ' ');
  return text.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

/** For the end of an exhaustive switch: the compiler refuses a case that was forgotten, and at run time nothing breaks. */
export function nothing(_event: never): string {
  return '';
}
