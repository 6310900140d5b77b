import { act, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stubModalDialogs, unstubModalDialogs } from '../../../tests/support/modal-dialog.ts';
import { makePage, renderPanel, type TestPage } from '../../../tests/support/panel-page.tsx';
import type { Outcome } from '../../store/export-actions.ts';
import { ExportButton } from './ExportButton.tsx';

describe('The export of a session', () => {
  let page: TestPage;
  let answer: (outcome: Outcome<string>) => Promise<void>;
  let progress: (share: number) => void;
  let cancelled: number;

  beforeEach(async () => {
    stubModalDialogs();
    page = makePage();
    cancelled = 0;
    page.actions.exports.save.mockImplementation((_wish, onProgress) => {
      progress = (share) => act(() => onProgress(share));
      let settle: (outcome: Outcome<string>) => void = () => {};
      const outcome = new Promise<Outcome<string>>((resolve) => {
        settle = resolve;
      });
      answer = (last) => act(async () => settle(last));
      return { outcome, cancel: () => (cancelled += 1) };
    });
    await renderPanel(page, <ExportButton />);
    await userEvent.click(screen.getByRole('button', { name: 'Export' }));
  });

  afterEach(unstubModalDialogs);

  const dialog = () => within(screen.getByRole('dialog', { name: 'Export this session' }));
  const press = (name: string) => userEvent.click(dialog().getByRole('button', { name }));

  it('says of each kind what will be in it, and makes the chosen one', async () => {
    const choice = dialog().getByRole('radio', { name: 'Sound of both voices' });
    expect(choice).toHaveAccessibleDescription(/you on the left, the assistant on the right/);
    await userEvent.click(choice);
    await press('Export');
    expect(page.actions.exports.save.mock.calls[0]?.[0].format).toBe('stereo');
    progress(0.42);
    expect(dialog().getByRole('progressbar', { name: 'Exporting' })).toHaveAttribute('value', '42');
    await answer({ status: 'done', result: '2026-05-04 10.32 gpt-realtime.wav' });
    expect(dialog().getByRole('status')).toHaveTextContent('Saved as 2026-05-04 10.32 gpt-realtime.wav');
  });

  it('for a bug report says what stays and what goes, and does not export with nothing taken out', async () => {
    await userEvent.click(dialog().getByRole('radio', { name: 'Session file for a bug report' }));
    expect(dialog().getByText(/Goes: all sound, all words/)).toBeVisible();
    await userEvent.click(dialog().getByRole('checkbox', { name: 'Take out words' }));
    expect(dialog().getByText(/Stays: all words/)).toBeVisible();
    await userEvent.click(dialog().getByRole('checkbox', { name: 'Take out sound' }));
    expect(dialog().getByRole('button', { name: 'Export' })).toHaveAttribute('aria-disabled', 'true');
    await press('Export');
    expect(page.actions.exports.save).not.toHaveBeenCalled();
    await userEvent.click(dialog().getByRole('checkbox', { name: 'Take out words' }));
    await press('Export');
    expect(page.actions.exports.save.mock.calls[0]?.[0]).toEqual({
      format: 'redacted',
      redaction: { audio: false, text: true },
    });
  });

  it('can be cancelled, and then begins anew', async () => {
    await press('Export');
    await press('Cancel');
    expect(cancelled).toBe(1);
    await answer({ status: 'cancelled' });
    expect(dialog().getByRole('button', { name: 'Export' })).toBeVisible();
    expect(dialog().getByRole('status')).toHaveTextContent('');
  });

  it('says in words why it failed', async () => {
    await press('Export');
    await answer({ status: 'failed', words: 'There is no recording of a session here.' });
    expect(dialog().getByRole('status')).toHaveTextContent('There is no recording of a session here.');
  });
});
