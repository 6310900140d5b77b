/** What one does with a session: connect, talk, type, stop. One line where there is room, thumb-sized rows on a phone. */

import type { Ref } from 'react';
import { useConsole } from '../kit/console-context.tsx';
import { useMediaQuery } from '../kit/use-media-query.ts';
import { ConnectButton } from './ConnectButton.tsx';
import { DeviceMenu, MicrophoneChoice } from './DeviceMenu.tsx';
import { HoldToTalk } from './HoldToTalk.tsx';
import { LevelMeter } from './LevelMeter.tsx';
import { MessageBox } from './MessageBox.tsx';
import { ModeControl } from './ModeControl.tsx';
import { MuteButton } from './MuteButton.tsx';
import { StopButton } from './StopButton.tsx';

export function BottomBar({ messageField }: { messageField: Ref<HTMLTextAreaElement> }) {
  // How turns end is for one's own session: what is shown beside it has settings of its own.
  const isLive = useConsole(({ shown }) => shown.kind === 'live');
  const holdMode = useConsole(({ settings }) => settings.asked.turnDetection.kind === 'none') && isLive;
  const narrow = useMediaQuery('(max-width: 899px)');
  const roomy = useMediaQuery('(min-width: 1200px)');
  const safeArea =
    'pb-[env(safe-area-inset-bottom)] pl-[env(safe-area-inset-left)] pr-[env(safe-area-inset-right)]';
  if (narrow) {
    return (
      <section aria-label="Controls" className={`relative shrink-0 border-t border-line ${safeArea}`}>
        <div className="flex flex-col gap-2 p-2">
          <MessageBox field={messageField} />
          <div className="flex items-center gap-2">
            <ConnectButton />
            <MuteButton />
            <span className="flex min-w-0 flex-1 items-center justify-center overflow-hidden">
              <LevelMeter />
            </span>
            <DeviceMenu withMicrophone withTurns={isLive} />
            <StopButton />
          </div>
          {holdMode && <HoldToTalk />}
        </div>
      </section>
    );
  }
  return (
    <section
      aria-label="Controls"
      className={`relative flex min-h-14 shrink-0 items-end border-t border-line ${safeArea}`}
    >
      <div className="flex min-w-0 flex-1 items-end gap-2 px-3 py-3">
        <ConnectButton />
        <span className="flex h-8 items-center gap-2">
          {roomy && <MicrophoneChoice />}
          <LevelMeter />
          <DeviceMenu withMicrophone={!roomy} />
        </span>
        <MuteButton />
        {isLive && <ModeControl />}
        {holdMode && <HoldToTalk />}
        <MessageBox field={messageField} />
        <StopButton />
      </div>
    </section>
  );
}
