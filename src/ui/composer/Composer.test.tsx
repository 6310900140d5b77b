import { act, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { logRow } from '../../../tests/support/items.ts';
import { makePage, renderPanel, type TestPage } from '../../../tests/support/panel-page.tsx';
import { defaultPreferences, loadPreferences, savePreferences } from '../../store/preferences.ts';
import { userEvent } from '@testing-library/user-event';
import { Composer } from './Composer.tsx';

const cancel = '{\n  "type": "response.cancel"\n}\n';

describe('Composer', () => {
  let page: TestPage;
  const goTo = vi.fn<(seq: number) => void>();

  beforeEach(() => {
    savePreferences(defaultPreferences);
    page = makePage();
    goTo.mockClear();
    // jsdom lays nothing out, and leaves out what would say so.
    Range.prototype.getClientRects = () => document.body.getClientRects();
  });

  /** With a text that was left there. */
  const open = async (text: string) => {
    savePreferences({ composerDraft: text });
    await renderPanel(page, <Composer onGoTo={goTo} onClose={() => {}} />);
    return userEvent.setup();
  };
  const field = () => screen.getByRole('textbox', { name: 'Event to send' });
  const shownText = () => field().textContent;

  it('begins an event with the template of a type that is searched for', async () => {
    page.store.setState({ order: ['item_1', 'item_2', 'seam_1'] });
    const user = await open('');
    expect(screen.getByText(/There is nothing to send yet/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Choose an event' }));
    await user.type(screen.getByRole('textbox', { name: 'Search events' }), 'truncate{Enter}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(shownText()).toContain('"type": "conversation.item.truncate"');
    expect(shownText()).toContain('"item_id": "item_2"');
  });

  it('sends, and shows where the event stands in the log', async () => {
    const user = await open(cancel);
    await user.click(screen.getByRole('button', { name: 'Send' }));
    expect(page.actions.sendEvent).toHaveBeenCalledWith('{"type":"response.cancel"}');
    expect(await screen.findByText('Sent.')).toBeVisible();
    const row = logRow(0, { direction: 'client', type: 'response.cancel', commandId: 'evt_1' });
    act(() => page.log.apply({ rows: [row], length: 1 }));
    await user.click(screen.getByRole('button', { name: 'Show it in the log' }));
    expect(goTo).toHaveBeenCalledWith(0);
    expect(loadPreferences().composerHistory).toEqual([cancel.trim()]);
  });

  it('shows the error that names the event, however late it comes', async () => {
    const user = await open(cancel);
    await user.click(screen.getByRole('button', { name: 'Send' }));
    const error = logRow(7, { type: 'error', level: 'error', commandId: 'evt_1', summary: 'nothing runs' });
    const rows = [...Array.from({ length: 7 }, (_, seq) => logRow(seq)), error];
    act(() => page.log.apply({ rows, length: 8 }));
    await waitFor(() => expect(screen.getByText(/The server refused it: nothing runs/)).toBeVisible());
    await user.click(screen.getByRole('button', { name: 'Show the error' }));
    expect(goTo).toHaveBeenCalledWith(7);
  });

  it('says that there is no session, and keeps the event', async () => {
    page.actions.sendEvent.mockResolvedValue(null);
    const user = await open(cancel);
    await user.click(screen.getByRole('button', { name: 'Send' }));
    expect(await screen.findByText(/Not sent: there is no session/)).toBeVisible();
    expect(shownText()).toContain('response.cancel');
    expect(loadPreferences().composerHistory).toEqual([]);
  });

  it('says line by line what is wrong, and sends it only when that is wanted', async () => {
    const user = await open('{\n  "type": "conversation.item.delete",\n  "item_id": 5\n}');
    expect(screen.getByText('Line 3: item_id must be text.')).toBeVisible();
    field().focus();
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(page.actions.sendEvent).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'Send anyway' }));
    expect(page.actions.sendEvent).toHaveBeenCalledWith('{"type":"conversation.item.delete","item_id":5}');
  });

  it('cannot send what is no event', async () => {
    await open('{"type": }');
    expect(screen.getByRole('button', { name: 'Send' })).toBeDisabled();
    expect(screen.getByText(/Line 1: A value is expected here/)).toBeVisible();
  });

  it('goes through the history with the arrows at the edges of the text, and back to what was being written', async () => {
    savePreferences({ composerHistory: ['{"type":"a"}', '{"type":"b"}'] });
    const user = await open('{"type":"draft"}');
    act(() => field().focus());
    await user.keyboard('{ArrowUp}');
    expect(shownText()).toBe('{"type":"b"}');
    await user.keyboard('{ArrowUp}{ArrowUp}');
    expect(shownText()).toBe('{"type":"a"}');
    expect(screen.getByRole('button', { name: 'Earlier event' })).toBeDisabled();
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(shownText()).toBe('{"type":"draft"}');
    await user.click(screen.getByRole('button', { name: 'Earlier event' }));
    expect(shownText()).toBe('{"type":"b"}');
  });

  it('is one labelled region with a heading that says the type', async () => {
    await open(cancel);
    const region = screen.getByRole('region', { name: 'Composer' });
    expect(within(region).getByRole('heading')).toHaveTextContent('response.cancel');
  });
});
