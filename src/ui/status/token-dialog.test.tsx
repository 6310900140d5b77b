import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderConsole } from '../kit/testing/test-console.tsx';
import { TokenDialog } from './TokenDialog.tsx';

const needed = { access: { status: 'needed', problem: null } } as const;
const dialog = () => screen.queryByRole<HTMLDialogElement>('dialog', { name: 'Access token' });
const field = () => screen.getByLabelText<HTMLInputElement>('Access token', { selector: 'input' });

let modals: number;
beforeEach(() => {
  modals = 0;
  // jsdom draws no dialogs.
  HTMLDialogElement.prototype.showModal = function showModal() {
    modals += 1;
    this.open = true;
  };
});
afterEach(() => {
  Reflect.deleteProperty(HTMLDialogElement.prototype, 'showModal');
});

describe('the question for the access token', () => {
  it('is not there while the relay asks for nothing', () => {
    renderConsole(<TokenDialog />);
    expect(dialog()).toBeNull();
  });

  it('is asked over everything else, with a field that hides what is typed', () => {
    renderConsole(<TokenDialog />, needed);
    expect(dialog()).toBeVisible();
    expect(modals).toBe(1);
    expect(field()).toHaveAttribute('type', 'password');
    expect(dialog()).toHaveAccessibleDescription(/remembers for 30 days/);
  });

  it('gives the token without the blanks around it, and goes when the relay takes it', async () => {
    const { actions, store, user } = renderConsole(<TokenDialog />, needed);
    actions.grantAccess.mockImplementation(async () => {
      store.setState({ access: { status: 'granted' } });
    });
    await user.type(field(), ' the-token-of-this-relay ');
    await user.click(screen.getByRole('button', { name: 'Continue' }));
    expect(actions.grantAccess.mock.calls).toEqual([['the-token-of-this-relay']]);
    await waitFor(() => expect(dialog()).toBeNull());
  });

  it('says why a token did not serve, and takes another by Enter', async () => {
    const { actions, store, user } = renderConsole(<TokenDialog />, needed);
    actions.grantAccess.mockImplementation(async () => {
      store.setState({ access: { status: 'needed', problem: 'That is not the access token.' } });
    });
    await user.type(field(), 'wrong{Enter}');
    expect(field()).toBeInvalid();
    expect(field()).toHaveAccessibleDescription('That is not the access token.');
    await waitFor(() => expect(field()).toHaveFocus());
    expect(field().selectionEnd).toBe('wrong'.length);
    await user.keyboard('right{Enter}');
    expect(actions.grantAccess.mock.calls).toEqual([['wrong'], ['right']]);
  });

  it('asks nobody for a blank, and not twice while the answer is out', async () => {
    const { actions, user } = renderConsole(<TokenDialog />, needed);
    await user.type(field(), '   {Enter}');
    expect(actions.grantAccess).not.toHaveBeenCalled();
    let finish = () => {};
    actions.grantAccess.mockImplementation(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    await user.type(field(), 'token{Enter}{Enter}');
    expect(actions.grantAccess).toHaveBeenCalledTimes(1);
    await act(async () => finish());
  });

  it('cannot be escaped', () => {
    renderConsole(<TokenDialog />, needed);
    const element = dialog();
    if (element === null) throw new Error('there is no dialog');
    expect(fireEvent(element, new Event('cancel', { cancelable: true }))).toBe(false);
    // What a browser does at a second Escape, whatever the page says.
    element.open = false;
    fireEvent(element, new Event('close'));
    expect(element.open).toBe(true);
    expect(modals).toBe(2);
  });
});

it('a token that is on its way is not kept in the page', async () => {
  const { store, user } = renderConsole(<TokenDialog />, needed);
  await user.type(field(), 'the-token-of-this-relay{Enter}');
  expect(JSON.stringify(store.getState())).not.toContain('the-token-of-this-relay');
});
