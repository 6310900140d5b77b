/** Says plainly that nobody's model is talking: there is no key, so the built-in emulator answers. */

import X from 'lucide-react/icons/x';
import { IconButton } from '../kit/Button.tsx';
import { useConsole } from '../kit/console-context.tsx';
import { usePreference } from '../kit/use-preference.ts';

export function EmulatorNote() {
  const isEmulator = useConsole(
    ({ config, shown }) =>
      shown.kind === 'live' && config?.upstreams.length === 1 && config.upstreams[0].kind === 'emulator',
  );
  const [dismissed, setDismissed] = usePreference('emulatorNoteDismissed');
  if (!isEmulator || dismissed) return null;
  return (
    <div className="flex shrink-0 items-center gap-2 border-b border-line bg-sunken py-0.5 pr-1 pl-3">
      <p className="min-w-0 flex-1 text-ink-2 max-md:text-wire">
        No API key found: you are talking to the built-in{' '}
        <strong className="font-semibold text-ink">emulator</strong>. Set{' '}
        <code className="text-wire text-ink">OPENAI_API_KEY</code> in{' '}
        <code className="text-wire text-ink">.env</code> and restart to talk to OpenAI.
      </p>
      <IconButton
        label="Dismiss the note about the emulator"
        className="size-7"
        onClick={() => setDismissed(true)}
      >
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  );
}
