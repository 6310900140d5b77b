/** One item of the conversation, by its kind. */

import clsx from 'clsx';
import ChevronRight from 'lucide-react/icons/chevron-right';
import CircleAlert from 'lucide-react/icons/circle-alert';
import { memo, useState } from 'react';
import type { MessageItem, OtherItem, ToolCallItem } from '../../session/types.ts';
import { parseJson } from '../event-log/json-nodes.ts';
import { JsonTree } from '../event-log/JsonTree.tsx';
import { useConsole } from '../kit/console-context.tsx';
import { Seam } from './Seam.tsx';
import { TranscriptLine } from './TranscriptLine.tsx';
import {
  callSignature,
  callState,
  interruptionNote,
  placeholder,
  speakerOf,
  spokenText,
  transcriptionFailure,
} from './words.ts';

export const TranscriptItem = memo(function TranscriptItem({ itemId }: { itemId: string }) {
  const item = useConsole((state) => state.items[itemId]);
  if (!item) return <div className="h-6" />;
  switch (item.kind) {
    case 'message':
      return <Message item={item} />;
    case 'tool-call':
      return <ToolCall item={item} />;
    case 'other':
      return <Other item={item} />;
    case 'seam':
      return <Seam item={item} />;
  }
});

function Message({ item }: { item: MessageItem }) {
  const { heard, rest, restIs } = spokenText(item);
  const waiting = placeholder(item);
  const failure = transcriptionFailure(item);
  const note = interruptionNote(item);
  return (
    <TranscriptLine
      itemId={item.id}
      voice={item.role === 'user' ? 'you' : item.role === 'assistant' ? 'assistant' : 'note'}
      name={speakerOf(item)}
      startedAtMs={item.startedAtMs}
      playable={item.audioMs !== null && item.audioMs > 0}
    >
      <p className={clsx('whitespace-pre-wrap', item.role === 'system' ? 'text-ink-2' : 'text-ink')}>
        <span>{heard}</span>
        {restIs === 'coming' && <span className="text-ink-3">{rest}</span>}
        {restIs === 'cut' && <s className="text-ink-3 decoration-1">{rest}</s>}
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

function ToolCall({ item }: { item: ToolCallItem }) {
  const [open, setOpen] = useState(false);
  const failed = item.state === 'failed';
  return (
    <TranscriptLine itemId={item.id} voice="tool" name="Tool" startedAtMs={item.startedAtMs} playable={false}>
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

function Other({ item }: { item: OtherItem }) {
  return (
    <TranscriptLine itemId={item.id} voice="note" name="Item" startedAtMs={item.startedAtMs} playable={false}>
      <p className="font-mono text-wire text-ink-2">{item.type}</p>
    </TranscriptLine>
  );
}
