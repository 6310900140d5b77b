import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderConsole } from '../kit/testing/test-console.tsx';
import { CallList } from './CallList.tsx';
import { testCall } from './testing/test-call.ts';

describe('A call that still rings', () => {
  it('is not there to be watched, and can be hung up; a refusal is told', async () => {
    const { actions, user } = renderConsole(<CallList onChosen={() => {}} />);
    const [[listener] = []] = actions.calls.follow.mock.calls;
    act(() => listener?.({ status: 'open', live: [{ ...testCall, state: 'ringing' }], ended: [] }));
    const row = within(screen.getByRole('list', { name: 'Calls under way' })).getByRole('listitem');
    expect(row).toHaveTextContent('ringing');
    expect(within(row).queryByRole('button', { name: /^Watch/ })).toBeNull();
    actions.calls.steer.mockResolvedValueOnce('Twilio could not be reached.');
    await user.click(within(row).getByRole('button', { name: 'Hang up the call to +49••••••87' }));
    expect(actions.calls.steer).toHaveBeenCalledExactlyOnceWith('CA1', { kind: 'hang-up' });
    expect(within(row).getByRole('alert')).toHaveTextContent('Twilio could not be reached.');
  });

  it('can be placed from the list where the relay places calls', async () => {
    const page = renderConsole(<CallList onChosen={() => {}} />);
    expect(screen.queryByRole('textbox', { name: 'Number to call' })).toBeNull();
    page.unmount();
    const { actions } = page;
    actions.calls.readFacts.mockResolvedValue({
      ok: true,
      value: {
        twilio: null,
        most: 1,
        upstream: 'emulator',
        tools: [],
        transfers: [],
        outbound: { from: '+4930123456', prefixes: ['+49'] },
        recording: null,
      },
    });
    renderConsole(<CallList onChosen={() => {}} />, {}, actions);
    expect(await screen.findByRole('textbox', { name: 'Number to call' })).toBeVisible();
  });
});
