/** The frame of one line: time, a rule in the speaker's hue, the name, what was said, and the item's buttons. */

import clsx from 'clsx';
import Download from 'lucide-react/icons/download';
import Play from 'lucide-react/icons/play';
import Square from 'lucide-react/icons/square';
import Trash2 from 'lucide-react/icons/trash-2';
import type { MouseEvent, ReactNode } from 'react';
import { useActions, useConsole } from '../kit/console-context.tsx';
import { formatMinutes } from '../event-log/format.ts';

type Voice = 'you' | 'assistant' | 'tool' | 'note';

const RULES: Record<Voice, string> = {
  you: 'border-you',
  assistant: 'border-assistant',
  tool: 'border-tool',
  note: 'border-note',
};

const NAMES: Record<Voice, string> = {
  you: 'text-you-ink',
  assistant: 'text-assistant-ink',
  tool: 'text-tool-ink',
  note: 'text-ink-2',
};

interface TranscriptLineProps {
  itemId: string;
  voice: Voice;
  name: string;
  startedAtMs: number;
  playable: boolean;
  /** The moment that was chosen is in it. */
  chosen: boolean;
  onChoose: (itemId: string, char: number | null) => void;
  children: ReactNode;
}

export function TranscriptLine({
  itemId,
  voice,
  name,
  startedAtMs,
  playable,
  chosen,
  onChoose,
  children,
}: TranscriptLineProps) {
  const time = formatMinutes(startedAtMs);
  const goTo = `Go to ${time}`;
  return (
    <div
      data-item={itemId}
      aria-current={chosen || undefined}
      className={clsx(
        'group relative flex gap-2 px-3 py-1 hover:bg-sunken data-instant:bg-sunken data-instant:shadow-[inset_2px_0_var(--ink-3)] pointer-coarse:pr-26',
        chosen && 'bg-sunken shadow-[inset_2px_0_var(--ink)]',
      )}
    >
      <button
        type="button"
        aria-label={goTo}
        title="Show this moment everywhere"
        onClick={() => onChoose(itemId, null)}
        className="hidden w-12 shrink-0 self-start pt-[3px] text-right font-mono text-wire text-ink-3 tabular-nums hover:text-ink hover:underline @min-[420px]:block"
      >
        {time}
      </button>
      <div
        className={clsx(
          'flex min-w-0 flex-1 flex-col border-l-2 pl-3 @min-[420px]:flex-row @min-[420px]:gap-2',
          RULES[voice],
        )}
      >
        <span
          className={clsx('w-20 shrink-0 pt-px text-control font-semibold whitespace-nowrap', NAMES[voice])}
        >
          {name}
          <button
            type="button"
            aria-label={goTo}
            onClick={() => onChoose(itemId, null)}
            className="pl-2 font-mono text-wire font-normal text-ink-3 hover:text-ink @min-[420px]:hidden"
          >
            {time}
          </button>
        </span>
        {/* The times are the keyboard's way to the same. */}
        {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
        <div
          onClick={(event) => {
            const char = charAt(event);
            if (char !== null) onChoose(itemId, char);
          }}
          className="min-w-0 flex-1 text-said wrap-anywhere"
        >
          {children}
        </div>
      </div>
      <LineButtons itemId={itemId} playable={playable} />
    </div>
  );
}

/** The character of the item's text under the pointer; null when there is none, or when text was being selected. */
function charAt({ clientX, clientY }: MouseEvent): number | null {
  if (getSelection()?.isCollapsed === false) return null;
  const place = caretAt(clientX, clientY);
  const from = place?.node.parentElement?.dataset['from'];
  return place && from !== undefined ? Number(from) + place.offset : null;
}

/** Safari has the older of the two. */
function caretAt(x: number, y: number): { node: Node; offset: number } | null {
  const page = document as Partial<Pick<Document, 'caretPositionFromPoint' | 'caretRangeFromPoint'>>;
  const position = page.caretPositionFromPoint?.call(document, x, y);
  if (position) return { node: position.offsetNode, offset: position.offset };
  const range = page.caretRangeFromPoint?.call(document, x, y);
  return range ? { node: range.startContainer, offset: range.startOffset } : null;
}

const button =
  'inline-flex size-6 items-center justify-center rounded-sm text-ink-2 hover:bg-line hover:text-ink pointer-coarse:size-8 ' +
  'opacity-0 group-hover:opacity-100 group-focus-within:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100';

function LineButtons({ itemId, playable }: { itemId: string; playable: boolean }) {
  const { deleteItem, exports, togglePlayItem } = useActions();
  const playing = useConsole((state) => state.playingItemId === itemId);
  // What is shown of another session can only be looked at.
  const isOwn = useConsole(({ shown }) => shown.kind === 'live');
  return (
    <div className="absolute top-1 right-2 flex justify-end rounded-sm group-hover:bg-sunken group-focus-within:bg-sunken">
      {(playable || playing) && (
        <button
          type="button"
          aria-label={playing ? 'Stop playing' : 'Play'}
          title={playing ? 'Stop playing this item' : 'Play this item’s audio'}
          className={clsx(button, playing && 'opacity-100')}
          onClick={() => void togglePlayItem(itemId)}
        >
          {playing ? (
            <Square size={12} aria-hidden fill="currentColor" />
          ) : (
            <Play size={12} aria-hidden fill="currentColor" />
          )}
        </button>
      )}
      {playable && (
        <button
          type="button"
          aria-label="Save audio"
          title="Save this item’s audio as a WAV"
          className={button}
          onClick={() => void exports.saveItem(itemId)}
        >
          <Download size={13} aria-hidden />
        </button>
      )}
      {isOwn && (
        <button
          type="button"
          aria-label="Delete item"
          title="Delete item from the conversation"
          className={button}
          onClick={() => deleteItem(itemId)}
        >
          <Trash2 size={13} aria-hidden />
        </button>
      )}
    </div>
  );
}
