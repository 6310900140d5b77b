/** The waveform: you above, the assistant below, on one clock. The canvas is drawn by `waveform-controller.ts`. */

import Minus from 'lucide-react/icons/minus';
import MoveHorizontal from 'lucide-react/icons/move-horizontal';
import Pause from 'lucide-react/icons/pause';
import Play from 'lucide-react/icons/play';
import Plus from 'lucide-react/icons/plus';
import type { KeyboardEvent } from 'react';
import { Button, IconButton } from '../kit/Button.tsx';
import { invitationTo, personOf } from '../../store/shown.ts';
import { useActions, useConsole } from '../kit/console-context.tsx';
import { useWaveform } from './use-waveform.ts';

export function Waveform() {
  const actions = useActions();
  const replaying = useConsole((state) => state.replaying);
  const person = useConsole(personOf);
  const invitation = useConsole(invitationTo);
  const { canvas, probe, tooltip, controller, live, empty, summary, shown } = useWaveform();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      event.preventDefault();
      actions.step(event.shiftKey ? 'turn' : 'event', event.key === 'ArrowRight' ? 1 : -1);
      return;
    }
    if (controller.current?.key(event.key)) event.preventDefault();
  };
  return (
    <section aria-label="Waveform" className="relative h-full min-h-0 overflow-hidden bg-ground select-none">
      <div role="img" aria-label={summary} className="sr-only" />
      <div
        role="slider"
        tabIndex={0}
        aria-label="Time shown"
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuenow={live ? 1 : 0}
        aria-valuetext={shown || 'live'}
        onKeyDown={onKeyDown}
        className="absolute inset-0 -outline-offset-2"
      >
        <canvas
          ref={canvas}
          aria-hidden
          className="block size-full cursor-crosshair touch-pan-y active:cursor-grabbing"
        />
      </div>
      <span className="pointer-events-none absolute top-1 left-2 bg-ground/80 px-1 text-wire font-medium text-you-ink">
        {person.toLowerCase()}
      </span>
      <span className="pointer-events-none absolute bottom-1 left-2 md:bottom-4 bg-ground/80 px-1 text-wire font-medium text-assistant-ink">
        assistant
      </span>
      {empty && (
        <p className="pointer-events-none absolute inset-x-0 top-2 px-20 text-center text-ink-2">
          Your voice and the assistant’s are drawn here on one clock.{invitation}
        </p>
      )}
      <div className="absolute top-1 right-1 flex items-center gap-0.5">
        {!live && (
          <Button look="solid" className="h-6 px-2" onClick={() => controller.current?.toLive()}>
            Live
          </Button>
        )}
        <IconButton
          label={replaying ? 'Pause (K)' : 'Play both voices from here (K)'}
          className="size-6"
          disabled={empty}
          onClick={() => (replaying ? actions.pausePlaying() : void actions.playFrom())}
        >
          {replaying ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />}
        </IconButton>
        <IconButton
          label="Show the whole session"
          className="size-6"
          disabled={empty}
          onClick={() => controller.current?.fit()}
        >
          <MoveHorizontal size={14} aria-hidden />
        </IconButton>
        <IconButton label="Zoom out" className="size-6" onClick={() => controller.current?.zoomBy(-1)}>
          <Minus size={14} aria-hidden />
        </IconButton>
        <IconButton label="Zoom in" className="size-6" onClick={() => controller.current?.zoomBy(1)}>
          <Plus size={14} aria-hidden />
        </IconButton>
      </div>
      <div
        ref={tooltip}
        hidden
        aria-hidden
        className="pointer-events-none absolute top-7 left-0 max-w-80 rounded-sm border border-edge bg-raised px-1.5 py-0.5 font-mono text-wire whitespace-pre-line text-ink"
      />
      <span ref={probe} aria-hidden className="hidden font-mono" />
    </section>
  );
}
