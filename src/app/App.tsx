/** The page: header, waveform, panels by the width there is, notices, bottom bar. Reads everything from the console context. */

import { useCallback, useRef } from 'react';
import { preferences } from '../store/preferences.ts';
import { rememberChoices } from '../store/remember.ts';
import { BottomBar } from '../ui/controls/BottomBar.tsx';
import { useConsoleParts } from '../ui/kit/console-context.tsx';
import { useMediaQuery } from '../ui/kit/use-media-query.ts';
import { useScope } from '../ui/kit/use-scope.ts';
import { DropToOpen } from '../ui/sessions/DropToOpen.tsx';
import { RecoveryNote } from '../ui/sessions/RecoveryNote.tsx';
import { CompareView } from '../ui/sessions/CompareView.tsx';
import { SessionsDialog } from '../ui/sessions/SessionsDialog.tsx';
import { ShownBar } from '../ui/sessions/ShownBar.tsx';
import { CallBar } from '../ui/calls/CallBar.tsx';
import { CallsDialog } from '../ui/calls/CallsDialog.tsx';
import { EmulatorNote } from '../ui/status/EmulatorNote.tsx';
import { Header } from '../ui/status/Header.tsx';
import { KeyboardHelp } from '../ui/status/KeyboardHelp.tsx';
import { Notices } from '../ui/status/Notices.tsx';
import { TokenDialog } from '../ui/status/TokenDialog.tsx';
import { Waveform } from '../ui/timeline/Waveform.tsx';
import { MediumLayout } from './layout/MediumLayout.tsx';
import { NarrowLayout } from './layout/NarrowLayout.tsx';
import { WideLayout } from './layout/WideLayout.tsx';
import { followTheme } from './theme.ts';
import { useShortcuts } from './use-shortcuts.ts';

export function App() {
  const { store } = useConsoleParts();
  const messageField = useRef<HTMLTextAreaElement>(null);
  const help = useRef<HTMLDialogElement>(null);
  const showHelp = useCallback(() => help.current?.showModal(), []);
  const sessions = useRef<HTMLDialogElement>(null);
  const showSessions = useCallback(() => sessions.current?.showModal(), []);
  const calls = useRef<HTMLDialogElement>(null);
  const showCalls = useCallback(() => calls.current?.showModal(), []);
  const comparison = useRef<HTMLDialogElement>(null);
  const showComparison = useCallback(() => comparison.current?.showModal(), []);
  useShortcuts(messageField, showHelp);
  useScope((scope) => followTheme(scope, preferences), []);
  useScope((scope) => scope.add(rememberChoices(store, preferences)), [store]);

  return (
    <div className="flex h-dvh flex-col pt-[env(safe-area-inset-top)]">
      <Header showHelp={showHelp} showSessions={showSessions} showCalls={showCalls} />
      <main className="flex min-h-0 flex-1 flex-col">
        <EmulatorNote />
        <ShownBar />
        <CallBar />
        <div className="h-24 shrink-0 border-b border-line md:h-46">
          <Waveform />
        </div>
        <Panels />
        <RecoveryNote />
        <Notices />
        <BottomBar messageField={messageField} />
      </main>
      <KeyboardHelp dialog={help} />
      <SessionsDialog dialog={sessions} onCompare={showComparison} />
      <CompareView dialog={comparison} />
      <CallsDialog dialog={calls} />
      <TokenDialog />
      <DropToOpen />
    </div>
  );
}

function Panels() {
  const wide = useMediaQuery('(min-width: 1200px)');
  const medium = useMediaQuery('(min-width: 900px)');
  if (wide) return <WideLayout />;
  return medium ? <MediumLayout /> : <NarrowLayout />;
}
