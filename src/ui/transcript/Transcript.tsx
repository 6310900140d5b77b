/** The conversation in its own order: what people and the model said, what was heard of it, and the tools that ran. */

import ArrowDown from 'lucide-react/icons/arrow-down';
import {
  type ComponentProps,
  type CSSProperties,
  type ReactNode,
  type Ref,
  useCallback,
  useMemo,
} from 'react';
import { invitationTo } from '../../store/shown.ts';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { canConverse } from '../../store/connection.ts';
import { useStickyList } from '../kit/use-sticky-list.ts';
import { Button } from '../kit/Button.tsx';
import { useConsole, useConsoleParts } from '../kit/console-context.tsx';
import { type InstantList, useInstantMark } from '../kit/use-instant-mark.ts';
import { PanelHeader } from '../kit/PanelHeader.tsx';
import { ExportButton } from '../sessions/ExportButton.tsx';
import { TranscriptItem } from './TranscriptItem.tsx';
import { useTranscriptCursor } from './use-transcript-cursor.ts';
import { useAnnouncements } from './use-announcements.ts';

export function Transcript() {
  const order = useConsole((state) => state.order);
  const connected = useConsole((state) => canConverse(state.connection));
  const invitation = useConsole(invitationTo);
  // Text that grows resizes its line, which the list reports by itself.
  const { scroller, list, atEnd, toEnd, onScroll, onResize, letGo } = useStickyList<VirtualizerHandle>(order);
  const { store } = useConsoleParts();
  const goTo = useCallback(
    (itemId: string) => {
      const index = store.getState().order.indexOf(itemId);
      const handle = list.current;
      if (index < 0 || !handle) return;
      const top = handle.getItemOffset(index) - handle.scrollOffset;
      // What is in view already stays where somebody reads it.
      if (top >= 0 && top + handle.getItemSize(index) <= handle.viewportSize) return;
      letGo();
      handle.scrollToIndex(index, { align: 'center' });
    },
    [store, letGo, list],
  );
  const { chosen, choose } = useTranscriptCursor(goTo);
  const lines = useMemo<InstantList>(
    () => ({
      source: 'transcript',
      selector: '[data-item]',
      timeOf: ({ dataset }) => store.getState().items[dataset['item'] ?? '']?.startedAtMs ?? null,
    }),
    [store],
  );
  useInstantMark(scroller, lines, order.length === 0);
  const announcements = useAnnouncements();
  return (
    <section aria-label="Transcript" className="@container flex h-full min-h-0 flex-col bg-ground">
      <PanelHeader title="Transcript">
        <ExportButton />
      </PanelHeader>
      {/* Not a `status`: that role is the connection's. */}
      <div ref={announcements} aria-live="polite" className="sr-only" />
      {order.length === 0 ? (
        <p className="p-3 text-ink-2">
          {connected
            ? 'The conversation appears here. Say something, or type a message below.'
            : `The conversation appears here, word by word as it is heard.${invitation}`}
        </p>
      ) : (
        <div className="relative min-h-0 flex-1">
          <div ref={scroller} className="h-full overflow-y-auto overscroll-contain py-2">
            <Virtualizer
              ref={list}
              as={List}
              item={ListEntry}
              data={order}
              startMargin={8}
              onScroll={onScroll}
              onResize={onResize}
            >
              {(itemId) => (
                <TranscriptItem
                  key={itemId}
                  itemId={itemId}
                  chosen={chosen?.itemId === itemId ? chosen : null}
                  onChoose={choose}
                />
              )}
            </Virtualizer>
          </div>
          {!atEnd && (
            <Button look="solid" className="absolute bottom-3 left-1/2 h-7 -translate-x-1/2" onClick={toEnd}>
              <ArrowDown size={14} aria-hidden />
              Jump to latest
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

interface ListPartProps {
  style: CSSProperties;
  children: ReactNode;
  // As the virtualiser types it.
  ref?: ComponentProps<'div'>['ref'] | Ref<HTMLDivElement>;
}

function List({ style, children, ref }: ListPartProps) {
  return (
    <div role="list" aria-label="Conversation" style={style} ref={ref}>
      {children}
    </div>
  );
}

function ListEntry({ style, children, ref }: ListPartProps) {
  return (
    <div role="listitem" style={style} ref={ref}>
      {children}
    </div>
  );
}
