/** The top line: name, connection, clock, figures, looks. */

import FolderClock from 'lucide-react/icons/folder-clock';
import Phone from 'lucide-react/icons/phone';
import Keyboard from 'lucide-react/icons/keyboard';
import { IconButton } from '../kit/Button.tsx';
import { useMediaQuery } from '../kit/use-media-query.ts';
import { BudgetFigure } from './BudgetFigure.tsx';
import { ConnectionStatus } from './ConnectionStatus.tsx';
import { PhaseMark } from './PhaseMark.tsx';
import { SessionClock } from './SessionClock.tsx';
import { CostFigure, LatencyFigure, TokenFigure } from './SessionFigures.tsx';
import { ThemeSwitch } from './ThemeSwitch.tsx';

interface HeaderProps {
  showHelp: () => void;
  showSessions: () => void;
  showCalls: () => void;
}

export function Header({ showHelp, showSessions, showCalls }: HeaderProps) {
  const roomForFigures = useMediaQuery('(min-width: 900px)');
  const roomForAll = useMediaQuery('(min-width: 1200px)');
  return (
    <header className="flex h-11 shrink-0 items-center gap-3 border-b border-line pr-2 pl-3 md:gap-5">
      <h1 className="text-said font-semibold">Sidetone</h1>
      <ConnectionStatus />
      <div className="ml-auto flex shrink-0 items-center gap-3 md:gap-5">
        {roomForFigures && <PhaseMark />}
        <SessionClock />
        {roomForFigures && <LatencyFigure />}
        {roomForAll && <TokenFigure />}
        {roomForFigures && <CostFigure />}
        <BudgetFigure onlyLittle={!roomForFigures} />
        <div className="flex">
          <IconButton label="Sessions" onClick={showSessions}>
            <FolderClock size={16} aria-hidden />
          </IconButton>
          <IconButton label="Telephone" onClick={showCalls}>
            <Phone size={16} aria-hidden />
          </IconButton>
          <ThemeSwitch />
          {roomForFigures && (
            <IconButton label="Keyboard shortcuts" onClick={showHelp}>
              <Keyboard size={16} aria-hidden />
            </IconButton>
          )}
        </div>
      </div>
    </header>
  );
}
