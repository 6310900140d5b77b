/**
 * What an operator does in the call on the screen: have a line said, tell the agent something, listen, take over and give back, hand the
 * caller on, hang up. In a call from this page: the keys of the telephone, and hanging up.
 */

import Ear from 'lucide-react/icons/ear';
import EarOff from 'lucide-react/icons/ear-off';
import Mic from 'lucide-react/icons/mic';
import PhoneForwarded from 'lucide-react/icons/phone-forwarded';
import PhoneOff from 'lucide-react/icons/phone-off';
import Undo2 from 'lucide-react/icons/undo-2';
import { Button } from '../kit/Button.tsx';
import { useActions, useConsole } from '../kit/console-context.tsx';
import { Popover, useClosePopover } from '../kit/Popover.tsx';
import { Keypad } from './Keypad.tsx';
import { LineBox } from './LineBox.tsx';
import { useCallBar } from './use-call-bar.ts';

export function CallBar() {
  const bar = useCallBar();
  const actions = useActions();
  const replaying = useConsole((state) => state.replaying);
  if (bar === null) return null;
  const { callId, voice, problem, transfers, steer } = bar;
  const calling = voice === 'calling' || voice === 'handset';
  return (
    <section
      aria-label="The call"
      className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line py-1.5 pr-2 pl-3"
    >
      {calling && <Keypad onPress={(key) => actions.calls.pressKeys(key)} />}
      {voice === null && <LineBox disabled={callId === null} onSend={(command) => steer(command)} />}
      {voice === 'taken-over' && (
        <p className="text-ink-2">You speak with the caller. The agent listens, and is silent.</p>
      )}
      <div className="ml-auto flex flex-wrap items-center gap-2">
        {voice === null && (
          <Button aria-pressed={replaying} onClick={() => void actions.calls.listen(!replaying)}>
            {replaying ? <EarOff size={14} aria-hidden /> : <Ear size={14} aria-hidden />}
            {replaying ? 'Stop listening' : 'Listen'}
          </Button>
        )}
        {voice === null && (
          <Button
            disabled={callId === null}
            title="You speak with the caller, and the agent is silent until you give the call back"
            onClick={() => callId !== null && void actions.calls.takeOver(callId)}
          >
            <Mic size={14} aria-hidden />
            Take over
          </Button>
        )}
        {(voice === 'taken-over' || voice === 'taking-over') && (
          <Button look="solid" onClick={() => actions.calls.stopSpeaking()}>
            <Undo2 size={14} aria-hidden />
            {voice === 'taken-over' ? 'Give back' : 'Taking over…'}
          </Button>
        )}
        {!calling && transfers.length > 0 && callId !== null && (
          <Popover label="Transfer the caller" icon={<PhoneForwarded size={14} aria-hidden />} opens="down">
            <TransferMenu names={transfers} onChoose={(to) => void steer({ kind: 'transfer', to })} />
          </Popover>
        )}
        <Button
          disabled={callId === null && !calling}
          onClick={() => (calling ? actions.calls.stopSpeaking() : void steer({ kind: 'hang-up' }))}
        >
          <PhoneOff size={14} aria-hidden />
          Hang up
        </Button>
      </div>
      <p role="status" className="basis-full text-wire text-error-ink empty:hidden">
        {problem}
      </p>
    </section>
  );
}

function TransferMenu({ names, onChoose }: { names: readonly string[]; onChoose: (name: string) => void }) {
  const close = useClosePopover();
  return (
    <div className="flex w-56 flex-col gap-1">
      <p className="pb-1 text-wire text-ink-2">Hands the caller on. The agent leaves the line.</p>
      {names.map((name) => (
        <Button
          key={name}
          className="justify-start"
          onClick={() => {
            close();
            onChoose(name);
          }}
        >
          {name}
        </Button>
      ))}
    </div>
  );
}
