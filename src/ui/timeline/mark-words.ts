/** Marks of the time line: their names, and which is under the pointer. Pure. */

import type { ToolSpan } from '../../store/timeline-model.ts';
import type { UnheardSpan } from '../../store/assistant-audio.ts';
import type { Mark, MarkKind } from '../../session/types.ts';
import { formatDuration, formatSeconds } from '../event-log/format.ts';

const NAMES: Record<MarkKind, string> = {
  connected: 'Connected',
  disconnected: 'Disconnected',
  seam: 'Session ended',
  resumed: 'Conversation went on',
  'speech-started': 'Speech started',
  'speech-stopped': 'Speech stopped',
  committed: 'Audio committed',
  'response-created': 'Response created',
  'first-text': 'First text received',
  'first-audio': 'First audio received',
  'first-audio-heard': 'First audio heard',
  interrupted: 'Interrupted',
  truncated: 'Answer truncated',
  'response-done': 'Response done',
  'settings-changed': 'Settings changed',
  underrun: 'Playback ran dry',
  error: 'Error',
};

/** `Interrupted: by speech`. */
export function markWords(mark: Mark): string {
  const name = NAMES[mark.kind];
  const label = mark.label.trim();
  return label === '' || label.toLowerCase() === name.toLowerCase() ? name : `${name}: ${label}`;
}

/** The mark nearest to a time, if it is within `reachMs`. `marks` are in order, `from` is the first that may be near. */
export function nearestMark(
  marks: readonly Mark[],
  from: number,
  timeMs: number,
  reachMs: number,
): Mark | null {
  let best: Mark | null = null;
  let bestMs = reachMs;
  for (let at = from; at < marks.length; at += 1) {
    const mark = marks[at];
    if (!mark || mark.atMs > timeMs + reachMs) break;
    const distanceMs = Math.abs(mark.atMs - timeMs);
    if (distanceMs <= bestMs) {
      best = mark;
      bestMs = distanceMs;
    }
  }
  return best;
}

/** What the tooltip says: the time, and what is there. The first line is the time. */
export function hoverLines(
  timeMs: number,
  { mark, unheard, tool }: { mark: Mark | null; unheard: UnheardSpan | null; tool: ToolSpan | null },
): string[] {
  const lines = [`${formatSeconds(mark ? mark.atMs : timeMs)} s`];
  if (mark) lines.push(markWords(mark));
  if (unheard) {
    const length = formatDuration(unheard.endMs - unheard.startMs);
    lines.push(unheard.kind === 'cut' ? `${length} never heard` : `${length} received, not yet played`);
  }
  if (tool) {
    const took = tool.endMs === null ? 'running' : formatDuration(tool.endMs - tool.startMs);
    lines.push(`${tool.name}: ${tool.failed ? `failed after ${took}` : took}`);
  }
  return lines;
}
