import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultSettings } from '../store/default-settings.ts';
import { loadPreferences, savePreferences } from '../store/preferences.ts';
import {
  connected,
  renderConsole,
  stubWindow,
  testUpstream,
  testSettings,
} from '../ui/kit/testing/test-console.tsx';
import { App } from './App.tsx';
import { resolveTheme } from './theme.ts';

// Drawn and measured by a browser; here only where they stand matters.
vi.mock('../ui/timeline/Waveform.tsx', () => ({ Waveform: () => <section aria-label="Waveform" /> }));
vi.mock('../ui/transcript/Transcript.tsx', () => ({ Transcript: () => <section aria-label="Transcript" /> }));
vi.mock('../ui/event-log/EventLog.tsx', () => ({ EventLog: () => <section aria-label="Event log" /> }));

class NoResize {
  observe() {}
  unobserve() {}
  disconnect() {}
}

beforeEach(() => {
  vi.stubGlobal('ResizeObserver', NoResize);
  // jsdom draws no dialogs.
  HTMLDialogElement.prototype.showModal = function showModal() {
    this.open = true;
  };
});
afterEach(() => {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(HTMLDialogElement.prototype, 'showModal');
  delete document.documentElement.dataset.theme;
});

const regions = () => screen.getAllByRole('region').map((region) => region.getAttribute('aria-label'));

describe('the page', () => {
  it('shows all panels where there is room', () => {
    stubWindow(1440);
    renderConsole(<App />);
    expect(regions()).toEqual(['Waveform', 'Session', 'Transcript', 'Event log', 'Controls']);
    expect(screen.getAllByRole('separator')).toHaveLength(2);
    expect(screen.getByRole('separator', { name: 'Width of Session' })).toBeVisible();
  });

  it('shows the transcript and one panel beside it at middle widths', async () => {
    stubWindow(1000);
    const { user } = renderConsole(<App />);
    expect(regions()).toEqual(['Waveform', 'Transcript', 'Event log', 'Controls']);
    await user.click(screen.getByRole('tab', { name: 'Session' }));
    expect(regions()).toEqual(['Waveform', 'Transcript', 'Session', 'Controls']);
  });

  it('shows one panel at a time on a phone, by tabs that arrow keys move', async () => {
    stubWindow(390);
    const { user } = renderConsole(<App />);
    expect(regions()).toEqual(['Waveform', 'Transcript', 'Controls']);
    screen.getByRole('tab', { name: 'Transcript', selected: true }).focus();
    await user.keyboard('{ArrowRight}');
    expect(regions()).toEqual(['Waveform', 'Event log', 'Controls']);
    expect(screen.getByRole('tab', { name: 'Events' })).toHaveFocus();
    expect(screen.getByRole('tabpanel', { name: 'Events' })).toBeVisible();
    await user.keyboard('{End}');
    expect(regions()).toEqual(['Waveform', 'Session', 'Controls']);
    expect(loadPreferences().panel).toBe('session');
  });

  it('has every button and box that is relied on', () => {
    stubWindow(1440);
    renderConsole(<App />, {
      settings: testSettings({
        asked: { ...defaultSettings(testUpstream), turnDetection: { kind: 'none' } },
      }),
    });
    for (const name of ['Connect', 'Mute', 'Stop', 'Hold to talk', 'Apply']) {
      expect(screen.getByRole('button', { name })).toBeVisible();
    }
    for (const name of ['Message', 'Instructions'])
      expect(screen.getByRole('textbox', { name })).toBeVisible();
    for (const name of ['Model', 'Voice', 'Turn detection']) {
      expect(screen.getByRole('combobox', { name })).toBeVisible();
    }
    expect(screen.getByRole('status')).toHaveTextContent('Not connected');
  });
});

describe('the keyboard', () => {
  beforeEach(() => stubWindow(1440));

  it('talks by Space only while connected in push to talk', () => {
    const asked = { ...defaultSettings(testUpstream), turnDetection: { kind: 'none' } as const };
    const { store, actions } = renderConsole(<App />, { settings: testSettings({ asked }) });
    fireEvent.keyDown(document.body, { key: ' ' });
    expect(actions.pushToTalk).not.toHaveBeenCalled();
    act(() => store.setState({ connection: connected }));
    fireEvent.keyDown(document.body, { key: ' ' });
    fireEvent.keyUp(document.body, { key: ' ' });
    expect(actions.pushToTalk.mock.calls).toEqual([[true], [false]]);
  });

  it('interrupts, mutes, goes to the message and shows help', async () => {
    const { actions, user } = renderConsole(<App />, { connection: connected });
    await user.keyboard('{Escape}m');
    expect(actions.interrupt.mock.calls).toEqual([['escape']]);
    expect(actions.setMuted.mock.calls).toEqual([[true]]);
    await user.keyboard('?');
    expect(screen.getByRole('dialog', { name: 'Keyboard' })).toHaveTextContent('Interrupt the assistant');
    screen.getByRole<HTMLDialogElement>('dialog', { name: 'Keyboard' }).open = false;
    await user.keyboard('/');
    expect(screen.getByRole('textbox', { name: 'Message' })).toHaveFocus();
  });
});

describe('what is remembered', () => {
  beforeEach(() => stubWindow(1440));

  it('is the theme, set on the root element', () => {
    renderConsole(<App />);
    expect(document.documentElement.dataset.theme).toBe('light');
    act(() => savePreferences({ theme: 'dark' }));
    expect(document.documentElement.dataset.theme).toBe('dark');
    expect([
      resolveTheme('system', true),
      resolveTheme('light', true),
      resolveTheme('system', false),
    ]).toEqual(['dark', 'light', 'light']);
  });

  it('are the settings that were asked for', async () => {
    const { user } = renderConsole(<App />);
    await user.selectOptions(screen.getByRole('combobox', { name: 'Voice' }), 'alloy');
    expect(loadPreferences().settings?.voice).toBe('alloy');
  });
});
