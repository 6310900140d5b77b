/**
 * A button and what it opens, above or below it, over everything else, so that no panel is too small for it. Closes on Escape, on a press
 * outside and when focus leaves; focus goes back to the button after Escape. The content is mounted only while open.
 */

import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { IconButton } from './Button.tsx';
import { placeBeside } from './place-beside.ts';
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

  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!open || !panel.current) return;
    // Older browsers have no top layer: there a panel can be cut off by what it stands in.
    if ('showPopover' in panel.current) {
      panel.current.popover = 'manual';
      panel.current.showPopover();
    }
    panel.current.querySelector<HTMLElement>('select, input, button')?.focus();
  }, [open]);

  useScope(
    (scope) => {
      if (!open) return;
      const place = () => {
        if (!panel.current || !trigger.current) return;
        const room = { width: window.innerWidth, height: window.innerHeight };
        Object.assign(panel.current.style, placeBeside(trigger.current.getBoundingClientRect(), room, opens));
      };
      place();
      scope.listen(window, 'resize', place);
    },
    [open, opens],
  );

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
          ref={panel}
          id={id}
          // Not a dialog element: those that are open count as modal for the page's shortcuts.
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          role="dialog"
          aria-label={label}
          className="fixed inset-auto m-0 overflow-y-auto rounded-md border border-edge bg-raised p-3 text-control text-ink"
        >
          <ClosePopover value={close}>{children}</ClosePopover>
        </div>
      )}
    </div>
  );
}
