import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownSession } from '../../engine/engine.messages.ts';
import type { CallSummary, PhoneFacts } from '../../lib/call-messages.ts';
import { defaultSettings } from '../../store/default-settings.ts';
import { recordedActions } from '../../store/testing/test-store.ts';
import { connected, renderConsole, testUpstream } from '../kit/testing/test-console.tsx';
import { SessionPanel } from '../settings/SessionPanel.tsx';
import { testCall } from './testing/test-call.ts';
import { CallBar } from './CallBar.tsx';
import { CallList } from './CallList.tsx';
import { NewCalls } from './NewCalls.tsx';

const call: CallSummary = {
  ...testCall,
  direction: 'inbound',
  number: '+49••••••78',
  state: 'talking',
  upstream: 'Emulator',
  model: 'gpt-realtime-2.1',
  voiceToVoiceMs: { last: 700, median: 640, turns: 3 },
  spentUsd: 0.0123,
  watchers: 2,
};

const hangUp = {
  name: 'hang_up',
  description: 'Ends the call.',
  parameters: { type: 'object', properties: {} },
};

const facts: PhoneFacts = {
  twilio: { publicUrl: 'https://voice.example.com' },
  most: 20,
  upstream: 'emulator',
  tools: [hangUp],
  transfers: ['workshop'],
  outbound: null,
  recording: null,
};

type ShownCall = Extract<ShownSession, { kind: 'call' }>;
const shownCall = (patch: Partial<ShownCall> = {}): { shown: ShownCall } => ({
  shown: { kind: 'call', call, state: 'watching', lostLines: 0, voice: null, words: null, ...patch },
});

function listed(live: CallSummary[], ended: CallSummary[] = [], state = {}) {
  const page = renderConsole(<CallList onChosen={() => {}} />, state);
  act(() => page.actions.calls.follow.mock.calls[0]?.[0]({ status: 'open', live, ended }));
  return page;
}

describe('Calls', () => {
  it('are listed with their figures, masked, and one is watched', async () => {
    const page = listed([call]);
    const row = within(screen.getByRole('list', { name: 'Calls under way' })).getByRole('listitem');
    expect(row).toHaveTextContent('+49••••••78');
    expect(row).toHaveTextContent('voice to voice 640 ms · $0.0123 · watched by 2');
    await page.user.click(within(row).getByRole('button', { name: /^Watch the call/ }));
    expect(page.actions.calls.watch).toHaveBeenCalledWith('CA1');
  });

  it('tell their number when somebody asks for it', async () => {
    const page = listed([call]);
    page.actions.calls.readNumber.mockResolvedValue({ ok: true, value: { number: '+493012345678' } });
    await page.user.click(screen.getByRole('button', { name: 'Show number' }));
    expect(await screen.findByText('+493012345678')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Show number' })).toBeNull();
  });

  it('that have ended say how', () => {
    const end = { atEpochMs: 61_000, why: 'transferred' } as const;
    listed([], [{ ...call, state: 'ended', end }]);
    const row = within(screen.getByRole('list', { name: 'Calls that ended lately' })).getByRole('listitem');
    expect(row).toHaveTextContent('The caller was transferred · 01:01');
    expect(screen.getByText(/Nobody is on the telephone just now/)).toBeVisible();
  });

  it('can be made from this browser, which is said to end one’s own conversation', async () => {
    const page = listed([], [], { connection: connected });
    expect(screen.getByText(/It ends your own conversation/)).toBeVisible();
    await page.user.click(screen.getByRole('button', { name: 'Call from this browser' }));
    expect(page.actions.calls.callHere).toHaveBeenCalledOnce();
  });

  it('that the relay does not tell of are asked for again', async () => {
    const page = renderConsole(<CallList onChosen={() => {}} />);
    act(() =>
      page.actions.calls.follow.mock.calls[0]?.[0]({ status: 'failed', words: 'You may not watch.' }),
    );
    expect(screen.getByText('You may not watch.')).toBeVisible();
    await page.user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(page.actions.calls.follow).toHaveBeenCalledTimes(2);
  });
});

describe('The bar of a call', () => {
  it('is not there without one', () => {
    renderConsole(<CallBar />);
    expect(screen.queryByRole('region', { name: 'The call' })).toBeNull();
  });

  it('has a line said, or told to the agent, and empties once it was taken', async () => {
    const page = renderConsole(<CallBar />, shownCall());
    await page.user.type(screen.getByRole('textbox'), 'We close at six.{Enter}');
    expect(page.actions.calls.steer).toHaveBeenCalledWith('CA1', { kind: 'say', text: 'We close at six.' });
    await waitFor(() => expect(screen.getByRole('textbox')).toHaveValue(''));
    await page.user.click(screen.getByRole('radio', { name: 'Note' }));
    await page.user.type(screen.getByRole('textbox'), 'A friend.');
    await page.user.click(screen.getByRole('button', { name: 'Tell the agent' }));
    expect(page.actions.calls.steer).toHaveBeenCalledWith('CA1', { kind: 'note', text: 'A friend.' });
  });

  it('keeps a line that was not taken, and says why', async () => {
    const page = renderConsole(<CallBar />, shownCall());
    page.actions.calls.steer.mockResolvedValue('The call is over.');
    await page.user.type(screen.getByRole('textbox'), 'Hello{Enter}');
    expect(await screen.findByText('The call is over.')).toBeVisible();
    expect(screen.getByRole('textbox')).toHaveValue('Hello');
  });

  it('hands the caller on to those of the configuration, and hangs up', async () => {
    const page = renderConsole(<CallBar />);
    page.actions.calls.readFacts.mockResolvedValue({ ok: true, value: facts });
    act(() => page.store.setState(shownCall()));
    await page.user.click(await screen.findByRole('button', { name: 'Transfer the caller' }));
    await page.user.click(screen.getByRole('button', { name: 'workshop' }));
    expect(page.actions.calls.steer).toHaveBeenCalledWith('CA1', { kind: 'transfer', to: 'workshop' });
    await page.user.click(screen.getByRole('button', { name: 'Hang up' }));
    expect(page.actions.calls.steer).toHaveBeenCalledWith('CA1', { kind: 'hang-up' });
  });

  it('takes the call over and gives it back', async () => {
    const page = renderConsole(<CallBar />, shownCall());
    await page.user.click(screen.getByRole('button', { name: 'Take over' }));
    expect(page.actions.calls.takeOver).toHaveBeenCalledWith('CA1');
    act(() => page.store.setState(shownCall({ voice: 'taken-over' })));
    expect(screen.queryByRole('button', { name: 'Listen' })).toBeNull();
    await page.user.click(screen.getByRole('button', { name: 'Give back' }));
    expect(page.actions.calls.stopSpeaking).toHaveBeenCalledOnce();
  });

  it('listens, and stops', async () => {
    const page = renderConsole(<CallBar />, shownCall());
    await page.user.click(screen.getByRole('button', { name: 'Listen' }));
    act(() => page.store.setState({ replaying: true }));
    await page.user.click(screen.getByRole('button', { name: 'Stop listening' }));
    expect(page.actions.calls.listen.mock.calls).toEqual([[true], [false]]);
  });

  it('has the keys of the telephone for who calls from here', async () => {
    const page = renderConsole(<CallBar />, shownCall({ voice: 'handset' }));
    await page.user.click(screen.getByRole('button', { name: 'Telephone keys' }));
    await page.user.click(screen.getByRole('button', { name: '5' }));
    expect(page.actions.calls.pressKeys).toHaveBeenCalledWith('5');
    await page.user.click(screen.getByRole('button', { name: 'Hang up' }));
    expect(page.actions.calls.stopSpeaking).toHaveBeenCalledOnce();
  });

  it('waits for the agent', () => {
    renderConsole(<CallBar />, shownCall({ call: { ...call, state: 'connecting' } }));
    for (const name of ['Take over', 'Hang up']) expect(screen.getByRole('button', { name })).toBeDisabled();
  });
});

describe('The form of a call', () => {
  it('can be changed while it goes on, but for what a telephone does not have', async () => {
    const page = renderConsole(<SessionPanel />, { ...shownCall(), callTools: [hangUp] });
    expect(screen.getByRole('region', { name: 'Session' })).toHaveTextContent('Session of the call');
    expect(screen.getByRole('combobox', { name: 'Model' })).toBeDisabled();
    expect(screen.queryByRole('option', { name: 'Push to talk' })).toBeNull();
    expect(screen.queryByRole('combobox', { name: 'Output' })).toBeNull();
    await page.user.click(screen.getByRole('switch', { name: 'hang_up' }));
    expect(page.actions.updateSettings).toHaveBeenCalledWith(
      expect.objectContaining({ tools: expect.arrayContaining([hangUp]) }),
    );
  });

  it('is read only once it is over', () => {
    renderConsole(<SessionPanel />, shownCall({ state: 'ended' }));
    expect(screen.getByRole('textbox', { name: 'Instructions' })).toBeDisabled();
  });
});

describe('New calls', () => {
  const asked = { ...defaultSettings(testUpstream), instructions: 'Be brief.', tools: [hangUp] };

  function answering() {
    const actions = recordedActions();
    actions.calls.readFacts.mockResolvedValue({ ok: true, value: facts });
    actions.calls.readAgent.mockResolvedValue({ ok: true, value: asked });
    return actions;
  }

  it('begin with what the form says, as the relay has taken it', async () => {
    const actions = answering();
    const page = renderConsole(<NewCalls />, {}, actions);
    const field = await screen.findByRole('textbox', { name: 'Instructions' });
    expect(field).toHaveValue('Be brief.');
    actions.calls.changeAgent.mockResolvedValue({ ok: true, value: { ...asked, instructions: 'Rhyme.' } });
    await page.user.clear(field);
    await page.user.type(field, 'Rhyme.');
    await page.user.click(screen.getByRole('button', { name: 'Apply' }));
    expect(actions.calls.changeAgent).toHaveBeenCalledWith({ instructions: 'Rhyme.' });
    expect(field).toHaveValue('Rhyme.');
    await page.user.click(screen.getByRole('switch', { name: 'hang_up' }));
    expect(actions.calls.changeAgent).toHaveBeenLastCalledWith({ toolNames: [] });
  });

  it('go back to the configuration', async () => {
    const actions = answering();
    const page = renderConsole(<NewCalls />, {}, actions);
    await screen.findByRole('textbox', { name: 'Instructions' });
    actions.calls.resetAgent.mockResolvedValue({ ok: true, value: { ...asked, instructions: 'As told.' } });
    await page.user.click(screen.getByRole('button', { name: 'As configured' }));
    await waitFor(() =>
      expect(screen.getByRole('textbox', { name: 'Instructions' })).toHaveValue('As told.'),
    );
  });

  it('say why they cannot be changed', async () => {
    const actions = answering();
    actions.calls.readAgent.mockResolvedValue({ ok: false, words: 'The relay does not answer.' });
    renderConsole(<NewCalls />, {}, actions);
    expect(await screen.findByText('The relay does not answer.')).toBeVisible();
  });
});
