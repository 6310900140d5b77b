/** Typing instead of talking. Enter sends, Shift + Enter makes a line; what cannot be sent now stays, with the reason. */

import SendHorizontal from 'lucide-react/icons/send-horizontal';
import { type KeyboardEvent, type Ref, useId, useState } from 'react';
import { canConverse } from '../../store/connection.ts';
import { Button } from '../kit/Button.tsx';
import { useActions, useConsole } from '../kit/console-context.tsx';

const NOT_CONNECTED = 'Not connected. Press Connect, then send.';

export function MessageBox({ field }: { field: Ref<HTMLTextAreaElement> }) {
  const connected = useConsole((state) => canConverse(state.connection));
  const actions = useActions();
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const id = useId();
  const why = tried && !connected ? NOT_CONNECTED : null;

  const send = () => {
    const message = text.trim();
    if (message === '') return;
    setTried(!connected);
    if (!connected) return;
    actions.sendText(message);
    setText('');
  };
  const keyDown = (event: KeyboardEvent) => {
    // Enter that ends the composition of a character is not Enter.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <div className="relative flex min-w-0 flex-1 items-end gap-2">
      <p
        id={id}
        aria-live="polite"
        className="absolute bottom-full left-0 mb-1 bg-ground px-1 text-wire text-ink-2 empty:hidden"
      >
        {why}
      </p>
      <textarea
        ref={field}
        aria-label="Message"
        aria-describedby={id}
        placeholder={connected ? 'Message' : 'Message, once connected'}
        rows={1}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setTried(false);
        }}
        onKeyDown={keyDown}
        enterKeyHint="send"
        className="field-sizing-content max-h-32 min-h-8 min-w-0 flex-1 resize-none rounded-sm border border-edge bg-raised px-2 py-[5px] text-control placeholder:text-ink-3 hover:border-ink-2 max-md:min-h-10 max-md:py-2 max-md:text-[16px]"
      />
      <Button
        aria-disabled={!connected || text.trim() === ''}
        aria-label="Send"
        title={connected ? 'Send (Enter)' : NOT_CONNECTED}
        onClick={send}
        className="aria-disabled:border-line aria-disabled:text-ink-3 max-lg:px-2 max-md:h-10"
      >
        <SendHorizontal size={14} aria-hidden />
        <span className="max-lg:hidden">Send</span>
      </Button>
    </div>
  );
}
