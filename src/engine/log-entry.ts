/** An event of the conversation core as an entry of the log. Names no wire event itself: `protocol` describes them. */

import type { WireFormats } from '../protocol/realtime/audio-format.ts';
import type { Direction } from '../protocol/realtime/events.ts';
import { describeEvent, type LoggedEvent, summarise } from '../protocol/realtime/summary.ts';
import type { LogEntry } from './event-log.ts';

export interface WireEvent {
  direction: Direction;
  /** Session time. */
  atMs: number;
  /** Exact wire text. */
  text: string;
  event: LoggedEvent;
}

export function logEntryOf({ direction, atMs, text, event }: WireEvent, formats?: WireFormats): LogEntry {
  const { isAudioDelta: _audio, ...described } = describeEvent(direction, event, formats);
  return {
    direction,
    atMs,
    text,
    ...described,
    summary: summarise(direction, event),
    parsed: 'kind' in event ? event.kind : 'known',
  };
}
