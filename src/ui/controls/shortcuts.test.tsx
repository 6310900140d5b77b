import { fireEvent, render } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Scope } from '../../lib/scope.ts';
import { listenForShortcuts } from './shortcuts.ts';

let scope: Scope;
let said: string[];
let canTalk: boolean;

beforeEach(() => {
  scope = new Scope();
  said = [];
  canTalk = true;
  listenForShortcuts(scope, window, {
    canTalk: () => canTalk,
    talk: (down) => said.push(down ? 'talk' : 'quiet'),
    interrupt: () => said.push('interrupt'),
    toggleMute: () => said.push('mute'),
    togglePlay: () => said.push('play'),
    step: (by, direction) => said.push(`${by} ${direction}`),
    focusMessage: () => said.push('message'),
    showHelp: () => said.push('help'),
  });
});
afterEach(() => scope.dispose());

const press = (key: string, init = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...init });
const release = (key: string) => fireEvent.keyUp(document.activeElement ?? document.body, { key });
function focus(markup: React.ReactNode, selector: string): HTMLElement {
  const element = render(markup).container.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`no ${selector}`);
  element.focus();
  return element;
}

it('plays with K, and steps by event with J and L, by turn with Shift', () => {
  press('k');
  press('j');
  press('L', { shiftKey: true });
  expect(said).toEqual(['play', 'event -1', 'turn 1']);
});

describe('Space', () => {
  it('talks while it is held, however often the key repeats', () => {
    expect(press(' ')).toBe(false);
    press(' ', { repeat: true });
    press(' ', { repeat: true });
    release(' ');
    expect(said).toEqual(['talk', 'quiet']);
  });

  it('does nothing when turns are not push to talk', () => {
    canTalk = false;
    expect(press(' ')).toBe(true);
    release(' ');
    expect(said).toEqual([]);
  });

  it.each([
    ['a text box', <textarea key="1" aria-label="t" />, 'textarea'],
    ['an input', <input key="2" aria-label="i" />, 'input'],
    ['a select', <select key="3" aria-label="s" />, 'select'],
    ['a button', <button key="4" type="button" aria-label="b" />, 'button'],
  ])('is left to %s that was reached by keyboard', (_, markup, selector) => {
    focus(markup, selector);
    expect(press(' ')).toBe(true);
    expect(said).toEqual([]);
  });

  it('talks on a button that was clicked, and is left to it again after another key', () => {
    const button = focus(<button type="button">Mute</button>, 'button');
    fireEvent.click(button, { detail: 1 });
    press(' ');
    expect(release(' ')).toBe(false);
    expect(said).toEqual(['talk', 'quiet']);
    press('Tab');
    press(' ');
    expect(said).toEqual(['talk', 'quiet']);
  });

  it.each([
    ['the window loses focus', () => fireEvent.blur(window)],
    ['the page goes away', () => scope.dispose()],
  ])('is let go when %s', (_, happen) => {
    press(' ');
    happen();
    expect(said).toEqual(['talk', 'quiet']);
    release(' ');
    expect(said).toEqual(['talk', 'quiet']);
  });

  it('is let go when the page is hidden', () => {
    press(' ');
    Object.defineProperty(document, 'hidden', { value: true, configurable: true });
    fireEvent(document, new Event('visibilitychange'));
    Reflect.deleteProperty(document, 'hidden');
    expect(said).toEqual(['talk', 'quiet']);
  });
});

describe('single keys', () => {
  it('do what the help says', () => {
    for (const key of ['Escape', 'm', 'M', '/', '?']) press(key);
    expect(said).toEqual(['interrupt', 'mute', 'mute', 'message', 'help']);
  });

  it('are left to a text field, but for Escape', () => {
    focus(<textarea aria-label="t" />, 'textarea');
    for (const key of ['m', '/', '?', 'Escape']) press(key);
    expect(said).toEqual(['interrupt']);
  });

  it('are left to the browser with a modifier', () => {
    press('m', { ctrlKey: true });
    press('/', { metaKey: true });
    expect(said).toEqual([]);
  });

  it('are left to whoever handled them first, and to an open dialog', () => {
    const handled = (event: Event) => event.preventDefault();
    document.addEventListener('keydown', handled, { capture: true });
    press('Escape');
    document.removeEventListener('keydown', handled, { capture: true });
    render(<dialog open />);
    press('Escape');
    press('m');
    expect(said).toEqual([]);
  });

  it('mean nothing after the scope has ended', () => {
    scope.dispose();
    press('m');
    expect(said).toEqual([]);
  });
});
