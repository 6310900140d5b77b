/**
 * A button and what it opens, above or below the nearest positioned ancestor (the bar it stands in). Closes on Escape, on a press outside and when focus leaves; focus goes back to the button after
 * Escape. The content is mounted only while open.
 */

import clsx from 'clsx';
import { createContext, type ReactNode, useCallback, useContext, useId, useRef, useState } from 'react';
import { IconButton } from './Button.tsx';
import { useScope } from './use-scope.ts';

/** Closes the popover around a content that is done, and gives the focus back to its button. */
const ClosePopover = createContext<() => void>(() => {});
export const useClosePopover = () => useContext(ClosePopover);

interface PopoverProps {
  /** Names the button and the dialog that it opens. */
  label: string;
  icon: ReactNode;
  children: ReactNode;
  className?: string;
  opens?: 'up' | 'down';
}

export function Popover({ label, icon, children, className, opens = 'up' }: PopoverProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLDivElement>(null);
  const id = useId();

  const close = useCallback(() => {
    setOpen(false);
    trigger.current?.querySelector('button')?.focus();
  }, []);

  useScope(
    (scope) => {
      if (!open) return;
      scope.listen<PointerEvent>(document, 'pointerdown', (event) => {
        if (!root.current?.contains(event.target as Node)) setOpen(false);
      });
      // Captured, and marked as handled: the same key must not also interrupt the assistant.
      scope.listen<KeyboardEvent>(
        document,
        'keydown',
        (event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          close();
        },
        { capture: true },
      );
    },
    [open, close],
  );

  const focusFirst = useCallback((panel: HTMLDivElement | null) => {
    panel?.querySelector<HTMLElement>('select, input, button')?.focus();
  }, []);

  return (
    <div
      ref={root}
      className={className}
      onBlur={(event) => {
        if (event.relatedTarget && !root.current?.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <div ref={trigger} className="flex">
        <IconButton
          label={label}
          aria-haspopup="dialog"
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onClick={() => setOpen(!open)}
        >
          {icon}
        </IconButton>
      </div>
      {open && (
        <div
          ref={focusFirst}
          id={id}
          // Not a dialog element: those that are open count as modal for the page's shortcuts.
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          role="dialog"
          aria-label={label}
          className={clsx(
            'absolute inset-x-2 z-30 overflow-y-auto rounded-md border border-edge bg-raised p-3',
            opens === 'up'
              ? 'bottom-full mb-2 max-h-[calc(100dvh-200px)] md:inset-x-auto md:w-96'
              : 'top-full mt-1 max-h-[min(28rem,50dvh)]',
          )}
        >
          <ClosePopover value={close}>{children}</ClosePopover>
        </div>
      )}
    </div>
  );
}
