import { act, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { CallSummary } from '../../lib/call-messages.ts';
import type { Answered } from '../../store/calls-actions.ts';
import { renderConsole } from '../kit/testing/test-console.tsx';
import { PlaceCall } from './PlaceCall.tsx';
import { testCall } from './testing/test-call.ts';

const outbound = { from: '+4930123456', prefixes: ['+49', '+1415', '+44'] };

function setUp() {
  const onPlaced = vi.fn<(call: CallSummary) => void>();
  const page = renderConsole(<PlaceCall outbound={outbound} onPlaced={onPlaced} />);
  const answers: ((answer: Answered<CallSummary>) => void)[] = [];
  page.actions.phone.placeCall.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
  return {
    ...page,
    onPlaced,
    answer: (answer: Answered<CallSummary>) => act(async () => answers.shift()?.(answer)),
    field: () => screen.getByRole('textbox', { name: 'Number to call' }),
    button: () => screen.getByRole('button', { name: /^Call/ }),
  };
}

describe('Placing a call', () => {
  it('says from where and what may be called, and calls nothing while nothing is written', async () => {
    const { button, field, user, actions } = setUp();
    expect(field()).toHaveAccessibleDescription(
      'The agent calls from +4930123456: numbers that begin with +49, +1415 or +44.',
    );
    expect(button()).toBeDisabled();
    await user.type(field(), '   {Enter}');
    expect(actions.phone.placeCall).not.toHaveBeenCalled();
  });

  it('asks once, however often it is pressed, and tells when the number is being called', async () => {
    const { answer, button, field, user, actions, onPlaced } = setUp();
    await user.type(field(), ' +49 30 123987 ');
    await user.dblClick(button());
    await user.type(field(), '{Enter}');
    expect(actions.phone.placeCall.mock.calls).toEqual([['+49 30 123987']]);
    expect(button()).toBeDisabled();
    expect(button()).toHaveTextContent('Calling…');
    await answer({ ok: true, value: testCall });
    expect(screen.getByRole('status')).toHaveTextContent('+49••••••87 is being called.');
    expect(field()).toHaveValue('');
    expect(onPlaced).toHaveBeenCalledExactlyOnceWith(testCall);
  });

  it('says why a call was not placed, and keeps the number to be mended', async () => {
    const { answer, field, user, onPlaced } = setUp();
    await user.type(field(), '+331{Enter}');
    await answer({ ok: false, words: 'Only numbers that begin with +49 are called from here.' });
    expect(screen.getByRole('alert')).toHaveTextContent('Only numbers that begin with +49');
    expect(field()).toHaveValue('+331');
    expect(field()).toBeInvalid();
    expect(onPlaced).not.toHaveBeenCalled();
    await user.type(field(), '2');
    expect(screen.queryByRole('alert')).toBeNull();
    expect(field()).toBeValid();
  });

  it('says what to write into the configuration where no calls are placed', () => {
    renderConsole(<PlaceCall outbound={null} />);
    expect(screen.getByText(/The relay places no calls/)).toBeVisible();
    expect(screen.getByText(/"outbound": \{ "from"/)).toBeVisible();
    expect(screen.queryByRole('textbox')).toBeNull();
  });
});
