import { act, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { createRef } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messageItem } from '../../../tests/support/items.ts';
import { stubModalDialogs, unstubModalDialogs } from '../../../tests/support/modal-dialog.ts';
import { makePage, renderPanel, type TestPage } from '../../../tests/support/panel-page.tsx';
import type { SessionDigest } from '../../engine/export/session-digest.ts';
import { defaultSettings } from '../../store/default-settings.ts';
import type { Outcome } from '../../store/export-actions.ts';
import { testTurn } from '../../store/testing/test-turn.ts';
import { CompareView } from './CompareView.tsx';

function digest(title: string, speed: number, audibleMs: number): SessionDigest {
  return {
    title,
    startedAtEpochMs: 0,
    lengthMs: 60_000,
    upstream: 'Emulator',
    model: 'gpt-realtime',
    settings: { ...defaultSettings(null), speed },
    heard: 'reported',
    turns: [testTurn(1, { moments: { speechEnd: 0, audible: audibleMs } })],
    items: [messageItem({ id: 'u1', text: `Hello from ${title}` })],
    usage: { inputTokens: 10, outputTokens: 5, cachedTokens: 0, responses: 1 },
    damage: null,
  };
}

describe('The comparison of two sessions', () => {
  let page: TestPage;
  let answers: ((outcome: Outcome<SessionDigest>) => Promise<void>)[];
  let cancelled: number;

  beforeEach(async () => {
    stubModalDialogs();
    page = makePage();
    answers = [];
    cancelled = 0;
    page.actions.exports.digest.mockImplementation(() => {
      let settle: (outcome: Outcome<SessionDigest>) => void = () => {};
      const outcome = new Promise<Outcome<SessionDigest>>((resolve) => {
        settle = resolve;
      });
      answers.push((last) => act(async () => settle(last)));
      return { outcome, cancel: () => (cancelled += 1) };
    });
    const dialog = createRef<HTMLDialogElement>();
    await renderPanel(page, <CompareView dialog={dialog} />);
    act(() => dialog.current?.showModal());
  });
  afterEach(unstubModalDialogs);

  const side = (name: string) => within(screen.getByRole('region', { name: `Session ${name}` }));
  const chooseShown = (name: string) =>
    userEvent.selectOptions(side(name).getByRole('combobox'), 'The session that is shown');

  it('shows figures, settings and turns of both, and what changed from one to the other', async () => {
    await chooseShown('A');
    const file = new File(['{}'], 'other.sidetone.jsonl');
    await userEvent.upload(side('B').getByLabelText('Session file for B'), file);
    expect(page.actions.exports.digest.mock.calls.map(([source]) => source)).toEqual([
      { kind: 'shown' },
      { kind: 'file', file, name: 'other.sidetone.jsonl' },
    ]);
    await answers[0]?.({ status: 'done', result: digest('One', 1, 400) });
    await answers[1]?.({ status: 'done', result: digest('Two', 1.2, 650) });
    const figures = within(screen.getByRole('table', { name: 'Figures' }));
    expect(figures.getByRole('row', { name: 'Voice to voice, p50 400 ms 650 ms +250 ms' })).toBeVisible();
    expect(figures.getByRole('row', { name: 'Turns 1 1 same' })).toBeVisible();
    const settings = within(screen.getByRole('table', { name: /^Settings: 1 differ/ }));
    expect(settings.getByRole('row', { name: 'speed 1 1.2' })).toBeVisible();
    const turns = screen.getByRole('list', { name: 'Turns beside each other' });
    expect(turns).toHaveTextContent('Hello from One');
    expect(turns).toHaveTextContent('Hello from Two');
  });

  it('says which of the two cannot be read, and why', async () => {
    await chooseShown('A');
    await answers[0]?.({ status: 'failed', words: 'There is no recording of a session here.' });
    expect(side('A').getByRole('status')).toHaveTextContent('There is no recording of a session here.');
    expect(side('B').getByRole('status')).toHaveTextContent('');
    expect(screen.queryByRole('table')).toBeNull();
  });

  it('forgets a session that takes too long', async () => {
    await chooseShown('B');
    await userEvent.click(side('B').getByRole('button', { name: 'Cancel' }));
    expect(cancelled).toBe(1);
    expect(side('B').getByRole('combobox')).toHaveDisplayValue('Choose a session');
  });
});
