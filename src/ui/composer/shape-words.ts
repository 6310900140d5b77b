/** What is allowed somewhere, in words. Pure. */

import type { JsonShape } from '../../protocol/realtime/json-shape.ts';

/** `"auto", "none" or a number from 0 to 1` */
export function allowedWords(shapes: readonly JsonShape[]): string {
  return enumerated([...new Set(shapes.flatMap(wordsOf))], 'or');
}

/** `a, b or c` */
export function enumerated(words: readonly string[], joint: 'or' | 'and'): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${joint} ${last}`;
}

function wordsOf(shape: JsonShape): string[] {
  switch (shape.kind) {
    case 'text':
      if (!shape.open) return shape.values.map((value) => JSON.stringify(value));
      return [shape.most === null ? 'text' : `text of at most ${shape.most} characters`];
    case 'number':
      return [`${shape.whole ? 'a whole number' : 'a number'}${range(shape.least, shape.most)}`];
    case 'boolean':
      return ['true', 'false'];
    case 'null':
      return ['null'];
    case 'list':
      return ['a list'];
    case 'object':
    case 'anything':
      return ['an object'];
    case 'one-of':
      return shape.shapes.flatMap(wordsOf);
  }
}

function range(least: number, most: number): string {
  const [low, high] = [Number.isFinite(least), Number.isFinite(most)];
  if (low && least === most) return `, ${least}`;
  if (low && high) return ` from ${least} to ${most}`;
  if (low) return `, at least ${least}`;
  return high ? `, at most ${most}` : '';
}
