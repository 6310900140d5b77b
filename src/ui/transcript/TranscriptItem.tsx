/** One item of the conversation, by its kind. */

import clsx from 'clsx';
import ChevronRight from 'lucide-react/icons/chevron-right';
import CircleAlert from 'lucide-react/icons/circle-alert';
import { memo, useState } from 'react';
import type { MessageItem, OtherItem, ToolCallItem } from '../../session/types.ts';
import { parseJson } from '../event-log/json-nodes.ts';
import { JsonTree } from '../event-log/JsonTree.tsx';
import { personOf } from '../../store/shown.ts';
import { useConsole } from '../kit/console-context.tsx';
import { Seam } from './Seam.tsx';
import { TranscriptLine } from './TranscriptLine.tsx';
import type { ChosenWord } from './use-transcript-cursor.ts';
import {
  callSignature,
  callState,
  interruptionNote,
  placeholder,
  speakerOf,
  spokenText,
  transcriptionFailure,
} from './words.ts';

interface TranscriptItemProps {
  itemId: string;
  /** What was chosen, when it is this item. */
  chosen: ChosenWord | null;
  /** Somebody went to a character of it; null = to its beginning. */
  onChoose: (itemId: string, char: number | null) => void;
}

export const TranscriptItem = memo(function TranscriptItem({
  itemId,
  chosen,
  onChoose,
}: TranscriptItemProps) {
  const item = useConsole((state) => state.items[itemId]);
  if (!item) return <div className="h-6" />;
  switch (item.kind) {
    case 'message':
      return <Message item={item} chosen={chosen} onChoose={onChoose} />;
    case 'tool-call':
      return <ToolCall item={item} chosen={chosen} onChoose={onChoose} />;
    case 'other':
      return <Other item={item} chosen={chosen} onChoose={onChoose} />;
    case 'seam':
      return <Seam item={item} />;
  }
});

type LineProps<T> = Pick<TranscriptItemProps, 'chosen' | 'onChoose'> & { item: T };

function Message({ item, chosen, onChoose }: LineProps<MessageItem>) {
  const { heard, rest, restIs } = spokenText(item);
  const waiting = placeholder(item);
  const failure = transcriptionFailure(item);
  const note = interruptionNote(item);
  const word = chosen?.word ?? null;
  const person = useConsole(personOf);
  return (
    <TranscriptLine
      itemId={item.id}
      voice={item.role === 'user' ? 'you' : item.role === 'assistant' ? 'assistant' : 'note'}
      name={speakerOf(item, person)}
      startedAtMs={item.startedAtMs}
      playable={item.audioMs !== null && item.audioMs > 0}
      chosen={chosen !== null}
      onChoose={onChoose}
    >
      <p className={clsx('whitespace-pre-wrap', item.role === 'system' ? 'text-ink-2' : 'text-ink')}>
        <Words as="span" text={heard} from={0} word={word} />
        {restIs !== 'none' && (
          <Words
            as={restIs === 'cut' ? 's' : 'span'}
            className={restIs === 'cut' ? 'text-ink-3 decoration-1' : 'text-ink-3'}
            text={rest}
            from={heard.length}
            word={word}
          />
        )}
        {waiting !== null && <span className="text-ink-3">{waiting}</span>}
      </p>
      {failure !== null && (
        <p className="flex items-start gap-1 text-control text-error-ink">
          <CircleAlert size={14} aria-hidden className="mt-[3px] shrink-0" />
          {failure}
        </p>
      )}
      {note !== null && <p className="text-control text-ink-2">{note}</p>}
    </TranscriptLine>
  );
}

interface WordsProps {
  as: 'span' | 's';
  className?: string;
  text: string;
  /** Character of the item's text at which it begins. */
  from: number;
  /** The word that was being said, in characters of the item's text. */
  word: ChosenWord['word'];
}

/** A stretch of an item's text, with the word marked that was being said. */
function Words({ as: Element, className, text, from, word }: WordsProps) {
  const start = word === null ? -1 : Math.max(0, word.from - from);
  const end = word === null ? -1 : Math.min(text.length, word.to - from);
  if (end <= start) {
    return (
      <Element className={className} data-from={from}>
        {text}
      </Element>
    );
  }
  return (
    <>
      <Element className={className} data-from={from}>
        {text.slice(0, start)}
      </Element>
      <mark data-from={from + start} className="rounded-xs bg-ink text-ground">
        {text.slice(start, end)}
      </mark>
      <Element className={className} data-from={from + end}>
        {text.slice(end)}
      </Element>
    </>
  );
}

function ToolCall({ item, chosen, onChoose }: LineProps<ToolCallItem>) {
  const [open, setOpen] = useState(false);
  const failed = item.state === 'failed';
  return (
    <TranscriptLine
      itemId={item.id}
      voice="tool"
      name="Tool"
      startedAtMs={item.startedAtMs}
      playable={false}
      chosen={chosen !== null}
      onChoose={onChoose}
    >
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex max-w-full flex-wrap items-baseline gap-x-2 text-left text-control"
      >
        <span className="inline-flex min-w-0 items-baseline gap-1 font-mono text-tool-ink">
          <ChevronRight
            size={12}
            aria-hidden
            className={clsx('mt-1 shrink-0 self-start', open && 'rotate-90')}
          />
          <span className="min-w-0">{callSignature(item)}</span>
        </span>
        <span
          className={clsx(
            'inline-flex items-center gap-1 tabular-nums',
            failed ? 'text-error-ink' : 'text-ink-2',
          )}
        >
          {failed && <CircleAlert size={13} aria-hidden />}
          {callState(item)}
        </span>
      </button>
      {open && (
        <div className="mt-1 flex flex-col gap-2 pb-1">
          <Payload title="Arguments" text={item.argumentsText} />
          {item.output === null ? (
            <p className="text-control text-ink-2">No result yet.</p>
          ) : (
            <Payload title="Result" text={item.output} />
          )}
        </div>
      )}
    </TranscriptLine>
  );
}

function Payload({ title, text }: { title: string; text: string }) {
  const parsed = parseJson(text);
  return (
    <div>
      <h3 className="text-control text-ink-2">{title}</h3>
      {parsed.ok ? (
        <JsonTree value={parsed.value} openDepth={4} />
      ) : (
        <pre className="font-mono text-wire whitespace-pre-wrap text-ink">{text.slice(0, 20_000)}</pre>
      )}
    </div>
  );
}

function Other({ item, chosen, onChoose }: LineProps<OtherItem>) {
  return (
    <TranscriptLine
      itemId={item.id}
      voice="note"
      name="Item"
      startedAtMs={item.startedAtMs}
      playable={false}
      chosen={chosen !== null}
      onChoose={onChoose}
    >
      <p className="font-mono text-wire text-ink-2">{item.type}</p>
    </TranscriptLine>
  );
}
