/** The frame of one line: time, a rule in the speaker's hue, the name, what was said, and the item's buttons. */

import clsx from 'clsx';
import Download from 'lucide-react/icons/download';
import Play from 'lucide-react/icons/play';
import Square from 'lucide-react/icons/square';
import Trash2 from 'lucide-react/icons/trash-2';
import type { ReactNode } from 'react';
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
  children: ReactNode;
}

export function TranscriptLine({
  itemId,
  voice,
  name,
  startedAtMs,
  playable,
  children,
}: TranscriptLineProps) {
  return (
    <div className="group relative flex gap-2 px-3 py-1 hover:bg-sunken pointer-coarse:pr-26">
      <span className="hidden w-12 shrink-0 pt-[3px] text-right font-mono text-wire text-ink-3 tabular-nums @min-[420px]:block">
        {formatMinutes(startedAtMs)}
      </span>
      <div
        className={clsx(
          'flex min-w-0 flex-1 flex-col border-l-2 pl-3 @min-[420px]:flex-row @min-[420px]:gap-2',
          RULES[voice],
        )}
      >
        <span className={clsx('w-20 shrink-0 pt-px text-control font-semibold', NAMES[voice])}>
          {name}
          <span className="pl-2 font-mono text-wire font-normal text-ink-3 @min-[420px]:hidden">
            {formatMinutes(startedAtMs)}
          </span>
        </span>
        <div className="min-w-0 flex-1 text-said wrap-anywhere">{children}</div>
      </div>
      <LineButtons itemId={itemId} playable={playable} />
    </div>
  );
}

const button =
  'inline-flex size-6 items-center justify-center rounded-sm text-ink-2 hover:bg-line hover:text-ink pointer-coarse:size-8 ' +
  'opacity-0 group-hover:opacity-100 group-focus-within:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100';

function LineButtons({ itemId, playable }: { itemId: string; playable: boolean }) {
  const { deleteItem, exports, togglePlayItem } = useActions();
  const playing = useConsole((state) => state.playingItemId === itemId);
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
      <button
        type="button"
        aria-label="Delete item"
        title="Delete item from the conversation"
        className={button}
        onClick={() => deleteItem(itemId)}
      >
        <Trash2 size={13} aria-hidden />
      </button>
    </div>
  );
}
