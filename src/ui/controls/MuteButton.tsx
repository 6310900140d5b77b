/** Mute: pressed = the microphone sends silence. */

import MicOff from 'lucide-react/icons/mic-off';
import Mic from 'lucide-react/icons/mic';
import { Button } from '../kit/Button.tsx';
import { useActions, useConsole } from '../kit/console-context.tsx';

export function MuteButton() {
  const muted = useConsole((state) => state.microphone.muted);
  const actions = useActions();
  const Icon = muted ? MicOff : Mic;
  return (
    <Button
      aria-pressed={muted}
      onClick={() => actions.setMuted(!muted)}
      className="max-md:h-10"
      title="Mute (M)"
    >
      <Icon size={14} aria-hidden />
      Mute
    </Button>
  );
}
