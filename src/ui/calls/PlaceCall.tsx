/** Has the agent call a number: the field for it, what may be called, and what became of it. */

import PhoneOutgoing from 'lucide-react/icons/phone-outgoing';
import { type FormEvent, useId, useRef, useState } from 'react';
import type { CallSummary, PhoneFacts } from '../../lib/call-messages.ts';
import { Button } from '../kit/Button.tsx';
import { useActions } from '../kit/console-context.tsx';
import { OUTBOUND_EXAMPLE, prefixWords } from './setup-words.ts';

interface PlaceCallProps {
  /** Null: the configuration has no calls placed. */
  outbound: PhoneFacts['outbound'];
  /** Twilio has taken the call. */
  onPlaced?: (call: CallSummary) => void;
}

type State = { status: 'idle' | 'placing' } | { status: 'placed' | 'failed'; words: string };

export function PlaceCall({ outbound, onPlaced }: PlaceCallProps) {
  return outbound === null ? <NoneArePlaced /> : <CallForm outbound={outbound} onPlaced={onPlaced} />;
}

interface CallFormProps {
  outbound: NonNullable<PhoneFacts['outbound']>;
  onPlaced: PlaceCallProps['onPlaced'];
}

function CallForm({ outbound, onPlaced }: CallFormProps) {
  const { phone } = useActions();
  const id = useId();
  const [to, setTo] = useState('');
  const [state, setState] = useState<State>({ status: 'idle' });
  /** Two clicks in one moment are one call. */
  const isPlacing = useRef(false);
  const isEmpty = to.trim() === '';
  const place = async (event: FormEvent) => {
    event.preventDefault();
    if (isPlacing.current || isEmpty) return;
    isPlacing.current = true;
    setState({ status: 'placing' });
    const answer = await phone.placeCall(to.trim());
    isPlacing.current = false;
    if (!answer.ok) return setState({ status: 'failed', words: answer.words });
    setTo('');
    setState({ status: 'placed', words: `${answer.value.number} is being called.` });
    onPlaced?.(answer.value);
  };
  const hasFailed = state.status === 'failed';
  return (
    <form onSubmit={(event) => void place(event)} className="flex flex-col gap-1" noValidate>
      <label htmlFor={id} className="text-ink-2">
        Number to call
      </label>
      <div className="flex flex-wrap items-center gap-2">
        <input
          id={id}
          type="tel"
          autoComplete="off"
          value={to}
          placeholder={`${outbound.prefixes[0] ?? '+'}…`}
          maxLength={40}
          readOnly={state.status === 'placing'}
          aria-invalid={hasFailed}
          aria-describedby={`${id}-notes`}
          onChange={(event) => {
            setTo(event.target.value);
            setState({ status: 'idle' });
          }}
          className={`h-8 min-w-0 flex-1 basis-48 rounded-sm border bg-raised px-2 text-control tabular-nums placeholder:text-ink-3 max-md:text-[16px] ${hasFailed ? 'border-error' : 'border-edge hover:border-ink-2'}`}
        />
        <Button type="submit" disabled={isEmpty || state.status === 'placing'}>
          <PhoneOutgoing size={14} aria-hidden />
          {state.status === 'placing' ? 'Calling…' : 'Call'}
        </Button>
      </div>
      <div id={`${id}-notes`} className="text-wire">
        <p role="status" className="text-ink-2 empty:hidden">
          {state.status === 'placed' && state.words}
        </p>
        {hasFailed && (
          <p role="alert" className="text-error-ink">
            {state.words}
          </p>
        )}
        <p className="text-ink-2">
          The agent calls from {outbound.from}: numbers that begin with {prefixWords(outbound.prefixes)}.
        </p>
      </div>
    </form>
  );
}

function NoneArePlaced() {
  return (
    <div className="flex flex-col gap-1 text-ink-2">
      <p>
        The relay places no calls. To have it call, add to the section <code>phone</code> of
        sidetone.config.json from which number, and what the numbers that it may call begin with. Then start
        the relay again.
      </p>
      <pre className="rounded-sm bg-sunken px-2 py-1 font-mono text-wire break-words whitespace-pre-wrap text-ink">
        {OUTBOUND_EXAMPLE}
      </pre>
    </div>
  );
}
