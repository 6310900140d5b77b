import { act, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_INSTRUCTIONS, defaultSettings } from '../../store/default-settings.ts';
import { loadPreferences } from '../../store/preferences.ts';
import {
  connected,
  renderConsole,
  stubWindow,
  testUpstream,
  testSettings,
} from '../kit/testing/test-console.tsx';
import { SessionPanel } from './SessionPanel.tsx';

const asked = defaultSettings(testUpstream);
const live = { connection: connected, settings: testSettings({ accepted: asked }) };

beforeEach(() => stubWindow(1440));
afterEach(() => vi.unstubAllGlobals());

describe('the session panel', () => {
  it('has the names that people and tests find it by', () => {
    renderConsole(<SessionPanel />);
    const panel = within(screen.getByRole('region', { name: 'Session' }));
    expect(panel.getByRole('combobox', { name: 'Model' })).toHaveValue('gpt-realtime-2.1');
    expect(panel.getByRole('combobox', { name: 'Voice' })).toHaveValue('marin');
    expect(panel.getByRole('combobox', { name: 'Turn detection' })).toHaveValue('server_vad');
    expect(panel.getByRole('textbox', { name: 'Instructions' })).toHaveValue(DEFAULT_INSTRUCTIONS);
    expect(panel.getByRole('button', { name: 'Apply' })).toBeDisabled();
  });

  it('shows the name on the wire on hover', () => {
    renderConsole(<SessionPanel />);
    const field = screen.getByLabelText('Silence duration');
    expect(field.closest('[title]')).toHaveAttribute(
      'title',
      'session.audio.input.turn_detection.silence_duration_ms',
    );
  });
});

describe('instructions', () => {
  it('are asked for on Apply and not before', async () => {
    const { actions, user } = renderConsole(<SessionPanel />, live);
    const box = screen.getByRole('textbox', { name: 'Instructions' });
    await user.clear(box);
    await user.type(box, 'Be brief.');
    expect(actions.updateSettings).not.toHaveBeenCalled();
    expect(screen.getByText('Edited, not applied')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Apply' }));
    expect(actions.updateSettings.mock.calls).toEqual([[{ instructions: 'Be brief.' }]]);
    expect(screen.getByRole('button', { name: 'Apply' })).toBeDisabled();
  });

  it('are applied by Ctrl + Enter', async () => {
    const { actions, user } = renderConsole(<SessionPanel />, live);
    await user.type(screen.getByRole('textbox', { name: 'Instructions' }), '!{Control>}{Enter}{/Control}');
    expect(actions.updateSettings).toHaveBeenCalledWith({ instructions: `${DEFAULT_INSTRUCTIONS}!` });
  });

  it('keep the draft when the panel goes away, and drop it when it equals what is asked', async () => {
    const { user, unmount } = renderConsole(<SessionPanel />, live);
    const box = screen.getByRole('textbox', { name: 'Instructions' });
    await user.type(box, '!');
    expect(loadPreferences().instructionsDraft).toBe(`${DEFAULT_INSTRUCTIONS}!`);
    await user.type(box, '{Backspace}');
    expect(loadPreferences().instructionsDraft).toBeNull();
    unmount();
  });

  it('go back to the last accepted on Revert', async () => {
    const settings = testSettings({
      asked: { ...asked, instructions: 'Refused ones.' },
      accepted: { ...asked, instructions: 'Good ones.' },
      refused: { instructions: 'Too long' },
    });
    const { actions, store, user } = renderConsole(<SessionPanel />, { ...live, settings });
    expect(screen.getByText(/Refused: Too long\./)).toHaveTextContent('once more');
    // As they are: what did not take them may do so now.
    await user.click(screen.getByRole('button', { name: 'Apply' }));
    expect(actions.updateSettings.mock.lastCall).toEqual([{ instructions: 'Refused ones.' }]);
    await user.click(screen.getByRole('button', { name: 'Revert' }));
    expect(screen.getByRole('textbox', { name: 'Instructions' })).toHaveValue('Good ones.');
    expect(screen.getByRole('button', { name: 'Apply' })).toBeEnabled();
    // Of a call that is over it says so, and nothing that cannot be done.
    act(() =>
      store.setState({
        shown: { kind: 'call', call: null, state: 'ended', lostLines: 0, voice: null, words: null },
      }),
    );
    expect(screen.getByText(/Refused: Too long\./)).not.toHaveTextContent('once more');
    expect(screen.getByRole('button', { name: 'Apply' })).toBeDisabled();
  });

  it('say what became of them', () => {
    const { store } = renderConsole(<SessionPanel />);
    expect(screen.getByText('Asked when you connect')).toBeVisible();
    act(() => store.setState({ connection: connected, settings: testSettings({ accepted: asked }) }));
    expect(screen.getByText('Applied')).toBeVisible();
    act(() =>
      store.setState({
        settings: testSettings({ accepted: { ...asked, instructions: 'old' }, pending: ['instructions'] }),
      }),
    );
    const box = screen.getByRole('textbox', { name: 'Instructions' });
    expect(
      within(box.closest('[title]') as HTMLElement).getByText('Sent, waiting for the server'),
    ).toBeVisible();
  });
});

describe('numbers', () => {
  it('are sent on Enter and on leaving the field, not while typing', async () => {
    const { actions, user } = renderConsole(<SessionPanel />, live);
    const field = screen.getByLabelText('Silence duration');
    await user.clear(field);
    await user.type(field, '700');
    expect(actions.updateSettings).not.toHaveBeenCalled();
    await user.keyboard('{Enter}');
    expect(actions.updateSettings.mock.lastCall).toEqual([
      { turnDetection: { ...asked.turnDetection, silenceDurationMs: 700 } },
    ]);
    await user.clear(field);
    await user.type(field, '250');
    await user.tab();
    expect(actions.updateSettings.mock.lastCall).toEqual([
      { turnDetection: { ...asked.turnDetection, silenceDurationMs: 250 } },
    ]);
  });

  it('that are out of range stay with words and are not sent', async () => {
    const { actions, user } = renderConsole(<SessionPanel />, live);
    const field = screen.getByLabelText('Threshold');
    await user.clear(field);
    await user.type(field, '3{Enter}');
    expect(screen.getByRole('alert')).toHaveTextContent('Threshold takes a number from 0 to 1. Not sent.');
    expect(field).toBeInvalid();
    // The server's word was about another value.
    expect(field.closest('[title]')).not.toHaveTextContent('Accepted');
    expect(actions.updateSettings).not.toHaveBeenCalled();
  });

  it('show what was accepted beside what was asked', () => {
    const turnDetection = { ...asked.turnDetection, silenceDurationMs: 200 };
    renderConsole(<SessionPanel />, {
      ...live,
      settings: testSettings({ accepted: { ...asked, turnDetection } }),
    });
    const words = screen.getByText(/^asked/);
    expect(words).toHaveTextContent('asked 500 ms, accepted 200 ms');
  });

  it('are empty for no limit, and an empty field asks for none', async () => {
    const { actions, user } = renderConsole(<SessionPanel />, {
      ...live,
      settings: testSettings({ asked: { ...asked, maxOutputTokens: 800 } }),
    });
    const field = screen.getByLabelText('Max output tokens');
    await user.clear(field);
    await user.tab();
    expect(actions.updateSettings.mock.calls).toEqual([[{ maxOutputTokens: 'inf' }]]);
  });
});

describe('choices', () => {
  it('are sent at once', async () => {
    const { actions, user } = renderConsole(<SessionPanel />, live);
    await user.selectOptions(screen.getByRole('combobox', { name: 'Voice' }), 'alloy');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Transcription' }), 'Off');
    await user.click(screen.getByRole('switch', { name: 'Interrupt response' }));
    await user.click(screen.getByRole('switch', { name: 'get_weather' }));
    const patches = actions.updateSettings.mock.calls.map(([patch]) => patch);
    expect(patches.slice(0, 3)).toEqual([
      { voice: 'alloy' },
      { transcription: null },
      { turnDetection: { ...asked.turnDetection, interruptResponse: false } },
    ]);
    expect(patches[3]?.tools?.map((tool) => tool.name)).toEqual(['set_memory']);
  });

  it('of turn detection come back with their numbers', async () => {
    const { actions, user } = renderConsole(<SessionPanel />, live);
    const kind = screen.getByRole('combobox', { name: 'Turn detection' });
    const field = screen.getByLabelText('Silence duration');
    await user.clear(field);
    await user.type(field, '900{Enter}');
    await user.selectOptions(kind, 'Push to talk');
    expect(screen.queryByLabelText('Silence duration')).not.toBeInTheDocument();
    await user.selectOptions(kind, 'Server VAD');
    expect(actions.updateSettings.mock.lastCall).toEqual([
      { turnDetection: { ...asked.turnDetection, silenceDurationMs: 900 } },
    ]);
  });

  it('of a model during a session offer to reconnect', async () => {
    const { actions, user } = renderConsole(<SessionPanel />, live);
    expect(screen.queryByRole('button', { name: 'Reconnect' })).not.toBeInTheDocument();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Model' }), 'gpt-realtime-2.1-mini');
    await user.click(screen.getByRole('button', { name: 'Reconnect' }));
    expect(actions.reconnect).toHaveBeenCalledOnce();
  });

  it('of a voice say that it is locked, and offer to reconnect when another is asked', async () => {
    const { user } = renderConsole(<SessionPanel />, {
      ...live,
      settings: testSettings({ accepted: asked, voiceLocked: true }),
    });
    expect(screen.getByText('Locked, it has spoken.')).toBeVisible();
    await user.selectOptions(screen.getByRole('combobox', { name: 'Voice' }), 'alloy');
    expect(screen.getByText(/Still marin/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Reconnect' })).toBeVisible();
  });

  it('that the server refused say so, also when their section is folded', async () => {
    const { user } = renderConsole(<SessionPanel />, {
      ...live,
      settings: testSettings({ accepted: asked, refused: { toolChoice: 'Not for this model' } }),
    });
    expect(screen.getByText(/Refused: Not for this model\. Change the value/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Tools' }));
    expect(screen.queryByText(/Not for this model/)).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: /Tools.*Refused by the server/ })).toBeVisible();
    expect(loadPreferences().collapsedSections).toEqual(['tools']);
  });
});

describe('reset', () => {
  it('asks for the defaults and can be undone, draft included', async () => {
    const mine = { ...asked, instructions: 'Mine.', speed: 1.2 };
    const { actions, user } = renderConsole(<SessionPanel />, { settings: testSettings({ asked: mine }) });
    await user.type(screen.getByRole('textbox', { name: 'Instructions' }), ' More.');
    await user.click(screen.getByRole('button', { name: 'Reset to defaults' }));
    expect(actions.updateSettings).toHaveBeenLastCalledWith(asked);
    expect(screen.getByRole('textbox', { name: 'Instructions' })).toHaveValue(DEFAULT_INSTRUCTIONS);
    await user.click(screen.getByRole('button', { name: 'Undo reset' }));
    expect(actions.updateSettings).toHaveBeenLastCalledWith(mine);
    expect(screen.getByRole('textbox', { name: 'Instructions' })).toHaveValue('Mine. More.');
  });
});
