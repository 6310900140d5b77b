import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ShownSession } from '../../engine/engine.messages.ts';
import { defaultSettings } from '../../store/default-settings.ts';
import {
  connected,
  renderConsole,
  stubWindow,
  testUpstream,
  testSettings,
} from '../kit/testing/test-console.tsx';
import { testCall } from '../calls/testing/test-call.ts';
import { BottomBar } from './BottomBar.tsx';

const holdMode = testSettings({
  asked: { ...defaultSettings(testUpstream), turnDetection: { kind: 'none' } },
});
const reconnecting = {
  status: 'reconnecting',
  attempt: 1,
  nextAttemptAtEpochMs: null,
  reason: 'x',
  startedAtEpochMs: 0,
} as const;
const bar = <BottomBar messageField={null} />;

beforeEach(() => {
  stubWindow(1440);
  // jsdom has no pointer capture.
  HTMLElement.prototype.setPointerCapture = () => {};
});
afterEach(() => {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(HTMLElement.prototype, 'setPointerCapture');
});

describe('connecting', () => {
  it('is one button through all states', async () => {
    const { store, actions, user } = renderConsole(bar);
    const button = screen.getByRole('button', { name: 'Connect' });
    await user.click(button);
    expect(actions.connect).toHaveBeenCalledOnce();
    act(() => store.setState({ connection: { status: 'connecting' } }));
    expect(button).toHaveAccessibleName('Cancel');
    await user.click(button);
    expect(actions.disconnect).toHaveBeenCalledOnce();
    act(() => store.setState({ connection: connected }));
    expect(button).toHaveAccessibleName('Disconnect');
    await user.click(button);
    expect(actions.disconnect).toHaveBeenCalledTimes(2);
    act(() => store.setState({ connection: reconnecting }));
    expect(button).toHaveAccessibleName('Disconnect');
    act(() => store.setState({ connection: { status: 'failed', text: 'x', nextStep: 'y', code: 'z' } }));
    expect(button).toHaveAccessibleName('Connect');
  });
});

it('one can type and hold to talk while a new session is sought', async () => {
  const { actions, user } = renderConsole(bar, { connection: reconnecting, settings: holdMode });
  await user.type(screen.getByRole('textbox', { name: 'Message' }), 'Still there?{Enter}');
  expect(actions.sendText).toHaveBeenCalledWith('Still there?');
  fireEvent.pointerDown(screen.getByRole('button', { name: 'Hold to talk' }), { button: 0 });
  expect(actions.pushToTalk).toHaveBeenCalledWith(true);
});

describe('mute and stop', () => {
  it('Mute keeps its name and says by its state whether it is on', async () => {
    const { store, actions, user } = renderConsole(bar);
    const mute = screen.getByRole('button', { name: 'Mute' });
    expect(mute).toHaveAttribute('aria-pressed', 'false');
    await user.click(mute);
    expect(actions.setMuted).toHaveBeenCalledWith(true);
    act(() => store.setState(({ microphone }) => ({ microphone: { ...microphone, muted: true } })));
    expect(screen.getByRole('button', { name: 'Mute', pressed: true })).toBe(mute);
  });

  it.each([
    ['idle', false],
    ['listening', false],
    ['hearing', false],
    ['thinking', true],
    ['tool', true],
    ['speaking', true],
  ] as const)('while %s, Stop works: %s', async (phase, works) => {
    const { actions, user } = renderConsole(bar, { phase, connection: connected });
    await user.click(screen.getByRole('button', { name: 'Stop' }));
    expect(actions.interrupt.mock.calls).toEqual(works ? [['stop']] : []);
  });
});

describe('beside somebody else’s session', () => {
  const recorded = {
    kind: 'recorded',
    title: 'x',
    isCall: false,
    upstream: 'Emulator',
  } as unknown as ShownSession;
  const call = (state: 'talking' | 'ended'): ShownSession => ({
    kind: 'call',
    call: { ...testCall, state },
    state: 'watching',
    lostLines: 0,
    voice: null,
    words: null,
  });

  it('one does not change how its turns end', () => {
    const { store } = renderConsole(bar, { shown: call('talking'), settings: holdMode });
    expect(screen.queryByRole('radio', { name: 'Voice activity' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Hold to talk' })).toBeNull();
    act(() => store.setState({ shown: { kind: 'live' } }));
    expect(screen.getByRole('radio', { name: 'Hold to talk' })).toBeChecked();
  });

  it('Stop is for the agent of a call that goes on, and for nothing that is only looked at', () => {
    const { store } = renderConsole(bar, { shown: call('talking'), phase: 'speaking' });
    const stop = screen.getByRole('button', { name: 'Stop' });
    expect(stop).toBeEnabled();
    expect(stop).toHaveAttribute('title', 'Stop what the agent says to the caller');
    for (const shown of [call('ended'), recorded]) {
      act(() => store.setState({ shown }));
      expect(stop).toBeDisabled();
    }
  });
});

describe('turns', () => {
  it('switch between voice activity and hold to talk, and back with the same numbers', async () => {
    const { actions, user } = renderConsole(bar);
    expect(screen.queryByRole('button', { name: 'Hold to talk' })).not.toBeInTheDocument();
    await user.click(screen.getByRole('radio', { name: 'Hold to talk' }));
    expect(actions.updateSettings).toHaveBeenLastCalledWith({ turnDetection: { kind: 'none' } });
    expect(screen.getByRole('button', { name: 'Hold to talk' })).toBeVisible();
    await user.click(screen.getByRole('radio', { name: 'Voice activity' }));
    expect(actions.updateSettings).toHaveBeenLastCalledWith({
      turnDetection: defaultSettings(testUpstream).turnDetection,
    });
  });

  it('switch by arrow keys', async () => {
    const { user } = renderConsole(bar);
    screen.getByRole('radio', { name: 'Voice activity' }).focus();
    await user.keyboard('{ArrowRight}');
    expect(screen.getByRole('radio', { name: 'Hold to talk' })).toBeChecked();
    expect(screen.getByRole('radio', { name: 'Hold to talk' })).toHaveFocus();
  });
});

describe('the Hold to talk button', () => {
  const held = { settings: holdMode, connection: connected };

  it('talks between pointer down and up, once', () => {
    const { actions } = renderConsole(bar, held);
    const button = screen.getByRole('button', { name: 'Hold to talk' });
    fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
    fireEvent.pointerUp(button, { pointerId: 1 });
    fireEvent.lostPointerCapture(button, { pointerId: 1 });
    expect(actions.pushToTalk.mock.calls).toEqual([[true], [false]]);
  });

  it.each([' ', 'Enter'])('talks while %j is held on it', (key) => {
    const { actions } = renderConsole(bar, held);
    const button = screen.getByRole('button', { name: 'Hold to talk' });
    fireEvent.keyDown(button, { key });
    fireEvent.keyDown(button, { key, repeat: true });
    fireEvent.keyUp(button, { key });
    expect(actions.pushToTalk.mock.calls).toEqual([[true], [false]]);
  });

  it.each([
    ['the pointer is taken away', (button: HTMLElement) => fireEvent.pointerCancel(button)],
    ['focus leaves', (button: HTMLElement) => fireEvent.blur(button)],
  ])('lets go when %s', (_, happen) => {
    const { actions } = renderConsole(bar, held);
    const button = screen.getByRole('button', { name: 'Hold to talk' });
    fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
    happen(button);
    expect(actions.pushToTalk.mock.calls).toEqual([[true], [false]]);
  });

  it('lets go when the connection ends or the button goes away', () => {
    const { store, actions, unmount } = renderConsole(bar, held);
    const button = screen.getByRole('button', { name: 'Hold to talk' });
    fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
    act(() => store.setState({ connection: { status: 'idle' } }));
    expect(actions.pushToTalk.mock.calls).toEqual([[true], [false]]);
    act(() => store.setState({ connection: connected }));
    fireEvent.pointerDown(button, { button: 0, pointerId: 1 });
    unmount();
    expect(actions.pushToTalk.mock.calls).toEqual([[true], [false], [true], [false]]);
  });

  it('does nothing while not connected', () => {
    renderConsole(bar, { settings: holdMode });
    expect(screen.getByRole('button', { name: 'Hold to talk' })).toBeDisabled();
  });
});

describe('the message', () => {
  it('is sent by Enter and emptied; Shift + Enter makes a line', async () => {
    const { actions, user } = renderConsole(bar, { connection: connected });
    const box = screen.getByRole('textbox', { name: 'Message' });
    await user.type(box, 'one{Shift>}{Enter}{/Shift}two{Enter}');
    expect(actions.sendText.mock.calls).toEqual([['one\ntwo']]);
    expect(box).toHaveValue('');
  });

  it('is not sent when blank', async () => {
    const { actions, user } = renderConsole(bar, { connection: connected });
    await user.type(screen.getByRole('textbox', { name: 'Message' }), '  {Enter}');
    expect(actions.sendText).not.toHaveBeenCalled();
  });

  it('stays while not connected, with what to do, and goes once connected', async () => {
    const { store, actions, user } = renderConsole(bar);
    const box = screen.getByRole('textbox', { name: 'Message' });
    await user.type(box, 'hello{Enter}');
    expect(box).toHaveValue('hello');
    expect(box).toHaveAccessibleDescription('Not connected. Press Connect, then send.');
    act(() => store.setState({ connection: connected }));
    expect(box).toHaveAccessibleDescription('');
    await user.click(screen.getByRole('button', { name: 'Send' }));
    expect(actions.sendText.mock.calls).toEqual([['hello']]);
  });
});

describe('audio devices', () => {
  it('open by a button, choose, switch, and close on Escape with focus back', async () => {
    stubWindow(1000);
    const { actions, user } = renderConsole(bar);
    const trigger = screen.getByRole('button', { name: 'Audio devices' });
    await user.click(trigger);
    const microphone = screen.getByRole('combobox', { name: 'Microphone' });
    expect(microphone).toHaveFocus();
    await user.selectOptions(microphone, 'Headset');
    expect(actions.selectMicrophone).toHaveBeenCalledWith('mic-b');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Speaker' }), 'Loudspeaker');
    expect(actions.selectSpeaker).toHaveBeenCalledWith('out-a');
    await user.click(screen.getByRole('switch', { name: 'Echo cancellation' }));
    expect(actions.setAudioProcessing).toHaveBeenCalledWith({ echoCancellation: false });
    fireEvent.change(screen.getByRole('slider', { name: 'Volume' }), { target: { value: '0.4' } });
    expect(actions.setVolume).toHaveBeenCalledWith(0.4);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(trigger).toHaveFocus();
  });

  it('have the microphone in the bar where there is room, and nowhere twice', async () => {
    stubWindow(1440);
    const { actions, user } = renderConsole(bar);
    await user.click(screen.getByRole('button', { name: 'Audio devices' }));
    await user.selectOptions(screen.getByRole('combobox', { name: 'Microphone' }), 'Headset');
    expect(actions.selectMicrophone).toHaveBeenCalledWith('mic-b');
  });

  it('do not offer a speaker where the browser cannot choose one', async () => {
    const { store, user } = renderConsole(bar);
    store.setState(({ speaker }) => ({ speaker: { ...speaker, selectable: false } }));
    await user.click(screen.getByRole('button', { name: 'Audio devices' }));
    expect(screen.queryByRole('combobox', { name: 'Speaker' })).not.toBeInTheDocument();
  });

  it('come with the choice of turns on a phone, where the bar has no room for it', async () => {
    stubWindow(390);
    const { user } = renderConsole(bar, { connection: connected });
    expect(screen.queryByRole('radio', { name: 'Hold to talk' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Audio devices' }));
    await user.click(screen.getByRole('radio', { name: 'Hold to talk' }));
    expect(screen.getByRole('button', { name: 'Hold to talk' })).toBeVisible();
  });

  it('say why the microphone does not work', async () => {
    const { store, user } = renderConsole(bar);
    store.setState(({ microphone }) => ({ microphone: { ...microphone, status: 'denied' } }));
    await user.click(screen.getByRole('button', { name: 'Audio devices' }));
    expect(screen.getByText(/Microphone blocked by the browser/)).toBeVisible();
  });

  it('close on a press outside', async () => {
    const { user } = renderConsole(bar);
    await user.click(screen.getByRole('button', { name: 'Audio devices' }));
    await user.click(document.body);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });
});
