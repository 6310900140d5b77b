/** Talks while it is held: by pointer, by touch, by Space or Enter on it. However it ends (lost pointer, blur, unmount), it lets go. */

import clsx from 'clsx';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { canConverse } from '../../store/connection.ts';
import { useActions, useConsole } from '../kit/console-context.tsx';

export function HoldToTalk() {
  const connected = useConsole((state) => canConverse(state.connection));
  const talking = useConsole((state) => state.talking);
  const actions = useActions();
  const held = useRef(false);

  const hold = (down: boolean) => {
    if (held.current === down) return;
    held.current = down;
    actions.pushToTalk(down);
  };

  useEffect(() => {
    const release = () => {
      if (!held.current) return;
      held.current = false;
      actions.pushToTalk(false);
    };
    // A connection that ends takes the button's events with it: disabled elements get none.
    if (!connected) release();
    return release;
  }, [actions, connected]);

  const pointerDown = (event: PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    hold(true);
  };
  const isHoldKey = (event: KeyboardEvent) => event.key === ' ' || event.key === 'Enter';

  return (
    <button
      type="button"
      disabled={!connected}
      aria-pressed={talking}
      title={connected ? 'Hold the button or Space, and talk' : 'Press Connect first'}
      onPointerDown={pointerDown}
      onPointerUp={() => hold(false)}
      onPointerCancel={() => hold(false)}
      onLostPointerCapture={() => hold(false)}
      onBlur={() => hold(false)}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (!isHoldKey(event)) return;
        event.preventDefault();
        if (!event.repeat) hold(true);
      }}
      onKeyUp={(event) => {
        if (!isHoldKey(event)) return;
        event.preventDefault();
        hold(false);
      }}
      className={clsx(
        'inline-flex h-8 shrink-0 touch-none items-center justify-center rounded-sm border px-3 text-control font-medium whitespace-nowrap select-none',
        'disabled:border-line disabled:text-ink-3 max-md:h-12 max-md:w-full',
        talking ? 'border-you bg-you text-on-voice' : 'border-edge text-ink enabled:hover:bg-sunken',
      )}
    >
      Hold to talk
    </button>
  );
}
