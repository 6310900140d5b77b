/** The keys of the telephone in a call from this page. */

import Grip from 'lucide-react/icons/grip';
import { Button } from '../kit/Button.tsx';
import { Popover } from '../kit/Popover.tsx';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

export function Keypad({ onPress }: { onPress: (key: string) => void }) {
  return (
    <div className="flex items-center gap-2">
      <Popover label="Telephone keys" icon={<Grip size={16} aria-hidden />} opens="down">
        <div className="mx-auto grid w-max grid-cols-3 gap-1">
          {KEYS.map((key) => (
            <Button key={key} className="size-10 font-mono" onClick={() => onPress(key)}>
              {key}
            </Button>
          ))}
        </div>
      </Popover>
      <p className="text-ink-2">You are the caller. Speak; the agent hears you as over a telephone.</p>
    </div>
  );
}
