/** A line for the call on the screen: for the agent to say aloud, or to know and not to say. What was refused stays to be sent again. */

import SendHorizontal from 'lucide-react/icons/send-horizontal';
import { type KeyboardEvent, useState } from 'react';
import type { CallCommand } from '../../session/call-commands.ts';
import { Button } from '../kit/Button.tsx';
import { SegmentedControl } from '../kit/SegmentedControl.tsx';

type Kind = 'say' | 'note';

const kinds: { value: Kind; label: string }[] = [
  { value: 'say', label: 'Say' },
  { value: 'note', label: 'Note' },
];

const placeholders: Record<Kind, string> = {
  say: 'A line for the agent to say to the caller',
  note: 'What the agent is to know, and not to say',
};

interface LineBoxProps {
  disabled: boolean;
  /** Resolves with whether it was taken. */
  onSend: (command: CallCommand) => Promise<boolean>;
}

export function LineBox({ disabled, onSend }: LineBoxProps) {
  const [kind, setKind] = useState<Kind>('say');
  const [text, setText] = useState('');
  const empty = text.trim() === '';
  const send = async () => {
    if (empty || disabled) return;
    if (await onSend({ kind, text: text.trim() })) setText('');
  };
  const keyDown = (event: KeyboardEvent) => {
    // Enter that ends the composition of a character is not Enter.
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };
  return (
    <div className="flex min-w-0 flex-1 basis-80 items-center gap-2">
      <SegmentedControl label="What to do with the line" value={kind} segments={kinds} onChange={setKind} />
      <input
        type="text"
        aria-label={placeholders[kind]}
        placeholder={placeholders[kind]}
        value={text}
        maxLength={4000}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={keyDown}
        enterKeyHint="send"
        className="h-8 min-w-0 flex-1 rounded-sm border border-edge bg-raised px-2 text-control placeholder:text-ink-3 hover:border-ink-2 max-md:text-[16px]"
      />
      <Button
        aria-label={kind === 'say' ? 'Have it said' : 'Tell the agent'}
        disabled={disabled || empty}
        onClick={() => void send()}
      >
        <SendHorizontal size={14} aria-hidden />
      </Button>
    </div>
  );
}
