/** Chooses the type of an event to compose, among all that a client can send. */

import ChevronDown from 'lucide-react/icons/chevron-down';
import { useState } from 'react';
import type { ClientEventType } from '../../protocol/realtime/events.ts';
import { Popover, useClosePopover } from '../kit/Popover.tsx';
import { eventChoices } from './templates.ts';

interface TypePickerProps {
  onChoose: (type: ClientEventType) => void;
}

export function TypePicker({ onChoose }: TypePickerProps) {
  return (
    <Popover opens="up" label="Choose an event" icon={<ChevronDown size={16} aria-hidden />}>
      <Choices onChoose={onChoose} />
    </Popover>
  );
}

function Choices({ onChoose }: TypePickerProps) {
  const [search, setSearch] = useState('');
  const close = useClosePopover();
  const choices = eventChoices(search);
  const choose = (type: ClientEventType) => {
    onChoose(type);
    close();
  };
  return (
    <div className="flex flex-col gap-1">
      <input
        type="text"
        aria-label="Search events"
        placeholder="Search events"
        spellCheck={false}
        autoComplete="off"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        onKeyDown={(event) => {
          const [first] = choices;
          if (event.key !== 'Enter' || !first) return;
          // The key would press the button that gets the focus.
          event.preventDefault();
          choose(first.type);
        }}
        className="h-8 rounded-sm border border-edge bg-ground px-2 text-control text-ink placeholder:text-ink-3"
      />
      <ul>
        {choices.map(({ type, words }) => (
          <li key={type}>
            <button
              type="button"
              onClick={() => choose(type)}
              className="flex min-h-6 w-full flex-wrap items-baseline gap-x-2 rounded-sm px-1.5 py-0.5 text-left hover:bg-sunken"
            >
              <span className="font-mono text-wire">{type}</span>
              <span className="text-wire text-ink-2">{words}</span>
            </button>
          </li>
        ))}
      </ul>
      {choices.length === 0 && <p className="px-1.5 text-ink-2">No client event is called that.</p>}
    </div>
  );
}
