/** Whether a telephone number leads to the relay: each step with what is, and what to do; and a call to try it. */

import Check from 'lucide-react/icons/check';
import CircleAlert from 'lucide-react/icons/circle-alert';
import type { LucideIcon } from 'lucide-react';
import Minus from 'lucide-react/icons/minus';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import type { CallSummary } from '../../lib/call-messages.ts';
import type { SetupStep } from '../../lib/phone-setup.ts';
import { Button } from '../kit/Button.tsx';
import { PlaceCall } from './PlaceCall.tsx';
import { STEP_WORDS, setupWords } from './setup-words.ts';
import { usePhoneSetup } from './use-phone-setup.ts';

export function PhoneSetup({ onPlaced }: { onPlaced?: (call: CallSummary) => void }) {
  const { steps, facts, busy, problem, check, setWebhook } = usePhoneSetup();
  return (
    // The button is in what scrolls, so that the keyboard can scroll it.
    <div className="h-full overflow-y-auto">
      <div className="sticky top-0 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line bg-raised px-4 py-2">
        <p role="status" className="min-w-0 flex-1 basis-64">
          {statusWords(steps, busy)}
        </p>
        <Button aria-disabled={busy !== null} onClick={() => busy === null && check()}>
          Check again
        </Button>
      </div>
      {problem !== null && (
        <p role="alert" className="px-4 pt-3 text-error-ink">
          {problem}
        </p>
      )}
      {steps !== null && (
        <ol aria-label="Steps of the setup" aria-busy={busy !== null}>
          {steps.map((step) => (
            <StepRow key={step.id} step={step}>
              {step.canSetWebhook && (
                <Button
                  className="mt-1"
                  aria-disabled={busy !== null}
                  onClick={() => busy === null && setWebhook()}
                >
                  Set the webhook
                </Button>
              )}
            </StepRow>
          ))}
        </ol>
      )}
      {facts !== null && (
        <section aria-labelledby="test-call" className="border-t border-line px-4 py-3">
          <h3 id="test-call" className="pb-1 font-semibold">
            A call to try it
          </h3>
          <PlaceCall outbound={facts.outbound} onPlaced={onPlaced} />
        </section>
      )}
    </div>
  );
}

function statusWords(steps: readonly SetupStep[] | null, busy: 'checking' | 'setting' | null): string {
  if (busy === 'setting') return 'Setting the webhook of the number…';
  if (busy === 'checking') return 'Asking Twilio, and whether the public address leads here…';
  return steps === null ? 'It could not be looked at.' : setupWords(steps);
}

const icons: Record<SetupStep['state'], { Icon: LucideIcon; className: string }> = {
  ok: { Icon: Check, className: 'text-ink-2' },
  failed: { Icon: CircleAlert, className: 'text-error-ink' },
  skipped: { Icon: Minus, className: 'text-ink-3' },
};

function StepRow({ step, children }: { step: SetupStep; children: ReactNode }) {
  const { Icon, className } = icons[step.state];
  return (
    <li className="flex gap-3 border-b border-line px-4 py-2 last:border-0">
      <Icon size={16} aria-hidden className={clsx('mt-0.5 shrink-0', className)} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{step.title}</span>
          <span className={clsx('text-wire', step.state === 'failed' ? 'text-error-ink' : 'text-ink-2')}>
            {STEP_WORDS[step.state]}
          </span>
        </p>
        <p className="max-w-prose break-words text-ink-2">{step.words}</p>
        {step.next !== null && <p className="max-w-prose break-words">{step.next}</p>}
        {children}
      </div>
    </li>
  );
}
