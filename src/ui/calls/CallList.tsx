/** Telephone calls: those under way, to be watched, and those that ended lately. */

import Phone from 'lucide-react/icons/phone';
import PhoneIncoming from 'lucide-react/icons/phone-incoming';
import PhoneOutgoing from 'lucide-react/icons/phone-outgoing';
import { type ReactNode, useState } from 'react';
import type { CallSummary } from '../../lib/call-messages.ts';
import { canConverse } from '../../store/connection.ts';
import { dateWords } from '../../store/session-title.ts';
import { Button } from '../kit/Button.tsx';
import { useActions, useConsole } from '../kit/console-context.tsx';
import { useFollowed } from '../kit/use-followed.ts';
import { callFigures, otherEndWords, pastFigures } from './call-words.ts';
import { PlaceCall } from './PlaceCall.tsx';
import { usePhoneFacts } from './use-phone-facts.ts';

interface CallListProps {
  /** Something was chosen, and is shown. */
  onChosen: () => void;
}

export function CallList({ onChosen }: CallListProps) {
  const actions = useActions();
  const { list: calls, epochMs } = useFollowed(actions.calls.follow);
  const outbound = usePhoneFacts()?.outbound ?? null;
  const talks = useConsole((state) => canConverse(state.connection));
  const watch = (call: CallSummary) => {
    actions.calls.watch(call.id);
    onChosen();
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2">
        <Button
          look="solid"
          onClick={() => {
            void actions.calls.callHere();
            onChosen();
          }}
        >
          <Phone size={14} aria-hidden />
          Call from this browser
        </Button>
        <p className="min-w-0 flex-1 basis-64 text-wire text-ink-2">
          Speaks with the agent as over a telephone line, without a number.
          {talks && ' It ends your own conversation, as watching a call does.'}
        </p>
      </div>
      {outbound !== null && (
        <div className="border-b border-line px-4 py-2">
          <PlaceCall outbound={outbound} />
        </div>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto">
        {calls.status === 'loading' && <p className="p-4 text-ink-2">Asking the relay…</p>}
        {calls.status === 'failed' && (
          <div className="flex flex-col items-start gap-3 p-4">
            <p className="text-error-ink">{calls.words}</p>
            <Button onClick={calls.retry}>Try again</Button>
          </div>
        )}
        {calls.status === 'open' && (
          <>
            {calls.live.length === 0 ? (
              <p className="p-4 text-ink-2">
                Nobody is on the telephone just now. Calls appear here as they begin: whoever rings the
                agent’s number, whoever is called from here, and this browser.
              </p>
            ) : (
              <ul aria-label="Calls under way">
                {calls.live.map((call) => (
                  <CallRow key={call.id} call={call} figures={callFigures(call, epochMs)}>
                    {isRinging(call) ? (
                      <CancelButton call={call} />
                    ) : (
                      <Button
                        aria-label={`Watch the call with ${otherEndWords(call)}`}
                        onClick={() => watch(call)}
                      >
                        Watch
                      </Button>
                    )}
                  </CallRow>
                ))}
              </ul>
            )}
            {calls.ended.length > 0 && (
              <>
                <h3 className="px-4 pt-4 pb-1 text-wire font-semibold text-ink-2">Ended lately</h3>
                <ul aria-label="Calls that ended lately">
                  {calls.ended.map((call) => (
                    <CallRow
                      key={call.id}
                      call={call}
                      figures={`${dateWords(call.startedAtEpochMs)} · ${pastFigures(call)}`}
                    />
                  ))}
                </ul>
              </>
            )}
          </>
        )}
      </div>
    </div>
  );
}

interface CallRowProps {
  call: CallSummary;
  figures: string;
  children?: ReactNode;
}

function CallRow({ call, figures, children }: CallRowProps) {
  const actions = useActions();
  const [number, setNumber] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const reveal = async () => {
    const answer = await actions.calls.readNumber(call.id);
    if (answer.ok) setNumber(answer.value.number);
    setProblem(answer.ok ? null : answer.words);
  };
  const Direction = call.direction === 'inbound' ? PhoneIncoming : PhoneOutgoing;
  const hidden = call.line === 'twilio' && call.number !== '' && number === null;
  return (
    <li className="flex items-center gap-3 border-b border-line px-4 py-2 last:border-0">
      <Direction
        size={14}
        className="shrink-0 text-ink-2"
        aria-label={call.direction === 'inbound' ? 'Called here' : 'Called from here'}
      />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium tabular-nums">{otherEndWords(call, number)}</span>
          {hidden && (
            <Button look="bare" onClick={() => void reveal()}>
              Show number
            </Button>
          )}
        </p>
        <p className="text-wire text-ink-2 tabular-nums">{figures}</p>
        {problem !== null && <p className="text-wire text-error-ink">{problem}</p>}
      </div>
      {children}
    </li>
  );
}

/** There is nothing to be watched yet. */
function isRinging({ state }: CallSummary): boolean {
  return state === 'placing' || state === 'ringing';
}

function CancelButton({ call }: { call: CallSummary }) {
  const actions = useActions();
  const [problem, setProblem] = useState<string | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const cancel = async () => {
    setIsAsking(true);
    setProblem(await actions.calls.steer(call.id, { kind: 'hang-up' }));
    setIsAsking(false);
  };
  return (
    <div className="flex max-w-64 flex-col items-end gap-1">
      <Button
        aria-label={`Hang up the call to ${otherEndWords(call)}`}
        disabled={isAsking}
        onClick={() => void cancel()}
      >
        Hang up
      </Button>
      {problem !== null && (
        <p role="alert" className="text-wire text-error-ink">
          {problem}
        </p>
      )}
    </div>
  );
}
