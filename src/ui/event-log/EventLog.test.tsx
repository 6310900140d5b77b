import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { logRow } from '../../../tests/support/items.ts';
import { stubLayout } from '../../../tests/support/layout.ts';
import { makePage, renderPanel, settle, type TestPage } from '../../../tests/support/panel-page.tsx';
import { defaultPreferences, loadPreferences, savePreferences } from '../../store/preferences.ts';
import { testTurn } from '../../store/testing/test-turn.ts';
import { EventLog } from './EventLog.tsx';

function rows(): HTMLElement[] {
  return within(screen.getByRole('log'))
    .getAllByRole('button')
    .filter((button) => button.dataset.seq !== undefined);
}

function scrollTo(offset: number): void {
  const scroller = screen.getByRole('log');
  act(() => {
    scroller.scrollTop = offset;
    fireEvent.scroll(scroller);
  });
}

function fill(page: TestPage, count: number): void {
  const list = Array.from({ length: count }, (_, seq) => logRow(seq));
  page.log.apply({ rows: list, length: count });
}

describe('EventLog', () => {
  let page: TestPage;
  /** Lets the search come to its end. */
  const found = async () => {
    act(page.searching.run);
    await settle();
  };

  beforeEach(() => {
    stubLayout();
    savePreferences(defaultPreferences);
    page = makePage();
  });
  afterEach(() => vi.unstubAllGlobals());

  it('teaches in one line while it is empty', async () => {
    await renderPanel(page, <EventLog />);
    expect(screen.getByRole('region', { name: 'Event log' })).toHaveTextContent(
      'Events appear here as they cross the wire. Press Connect.',
    );
  });

  it('shows each event with its time, the time since the one before, type, count, sound and size', async () => {
    page.log.apply({
      rows: [
        logRow(0, { atMs: 12_000 }),
        logRow(1, {
          direction: 'client',
          type: 'input_audio_buffer.append',
          atMs: 12_340,
          count: 48,
          audioMs: 960,
          bytes: 1300,
          summary: 'speech',
        }),
      ],
      length: 2,
    });
    await renderPanel(page, <EventLog />);
    const row = screen.getByRole('button', { name: /input_audio_buffer\.append/ });
    expect(row).toHaveAccessibleName(
      '12.340 s, client, input_audio_buffer.append, 48 events, speech, 960 ms of audio, 1.3 KB',
    );
    expect(row).toHaveTextContent('12.340+340↑input_audio_buffer.append×48960 msspeech1.3 KB');
  });

  it('marks errors, unknown and malformed events in words', async () => {
    page.log.apply({
      rows: [
        logRow(0, { type: 'error', level: 'error' }),
        logRow(1, { parsed: 'unknown' }),
        logRow(2, { parsed: 'malformed', level: 'error', type: '(not JSON)' }),
      ],
      length: 3,
    });
    await renderPanel(page, <EventLog />);
    expect(rows().map((row) => row.textContent)).toEqual([
      expect.stringContaining('error'),
      expect.stringContaining('unknown'),
      expect.stringContaining('malformed'),
    ]);
    expect(screen.getByRole('button', { name: '2 errors' })).toBeVisible();
  });

  it('draws a screenful of ten thousand rows, at the end', async () => {
    fill(page, 10_000);
    await renderPanel(page, <EventLog />);
    expect(rows().length).toBeLessThan(60);
    expect(screen.getByRole('log').scrollTop).toBe(240_000 - 400);
  });

  it('leaps to other rows with the focus where it was, and what is open still open', async () => {
    fill(page, 10_000);
    page.actions.readEvents.mockResolvedValue({
      events: [{ atMs: 0, bytes: 9, text: '{"a":1}', cut: false }],
      total: 1,
    });
    await renderPanel(page, <EventLog />);
    scrollTo(24_000);
    const row = screen.getByRole('button', { name: /row 1005/ });
    act(() => row.focus());
    await userEvent.keyboard('{ArrowRight}');
    for (const offset of [120_000, 0, 200_000]) scrollTo(offset);
    expect(document.activeElement).toBe(row);
    expect(row).toHaveAttribute('data-seq', '1005');
    expect(document.querySelector('[data-details="1005"]')).toBeInTheDocument();
    const seqs = rows().map(({ dataset }) => Number(dataset.seq));
    expect(seqs).toContain(8340);
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
  });

  it('follows new events at the end, stays put after scrolling up, and jumps back on demand', async () => {
    fill(page, 1000);
    await renderPanel(page, <EventLog />);
    act(() => page.log.apply({ rows: [logRow(1000)], length: 1001 }));
    expect(screen.getByRole('log').scrollTop).toBe(1001 * 24 - 400);
    scrollTo(1001 * 24 - 400);
    scrollTo(2400);
    act(() => page.log.apply({ rows: [logRow(1001)], length: 1002 }));
    expect(screen.getByRole('log').scrollTop).toBe(2400);
    await userEvent.click(screen.getByRole('button', { name: 'Jump to latest' }));
    expect(screen.getByRole('log').scrollTop).toBe(1002 * 24 - 400);
    expect(screen.queryByRole('button', { name: 'Jump to latest' })).toBeNull();
  });

  it('stays at the end when its room grows, as when a notice above the bar is dismissed', async () => {
    fill(page, 1000);
    await renderPanel(page, <EventLog />);
    const scroller = screen.getByRole('log');
    scrollTo(1000 * 24 - 400);
    Object.defineProperty(scroller, 'clientHeight', { value: 440 });
    scrollTo(1000 * 24 - 440);
    expect(screen.queryByRole('button', { name: 'Jump to latest' })).toBeNull();
    act(() => fill(page, 1001));
    expect(scroller.scrollTop).toBe(1001 * 24 - 440);
  });

  it('keeps what is read in its place when rows above it come and go', async () => {
    const rowsOf = (type: string) => Array.from({ length: 1000 }, (_, at) => logRow(at * 2, { type }));
    fill(page, 2000);
    page.log.apply({ rows: rowsOf('hidden.at.first'), length: 2000 });
    await renderPanel(page, <EventLog />);
    await userEvent.type(screen.getByRole('textbox', { name: 'Filter events' }), 'created');
    const scroller = screen.getByRole('log');
    scrollTo(500 * 24 + 7);
    // Row 1001 is at the top. Each row above it is joined by another that matches now.
    act(() => page.log.apply({ rows: rowsOf('response.created'), length: 2000 }));
    expect(scroller.scrollTop).toBe(1001 * 24 + 7);
    expect(screen.getByRole('button', { name: /row 1001/ })).toBeInTheDocument();
    act(() => page.log.apply({ rows: rowsOf('hidden.again'), length: 2000 }));
    expect(scroller.scrollTop).toBe(500 * 24 + 7);
  });

  it('shows what matches around the row that is read at once, and stays there while the rest is found', async () => {
    const oneInTen = (seq: number) => logRow(seq, seq % 10 === 7 ? { type: 'one.in.ten' } : {});
    page.log.apply({ rows: Array.from({ length: 50_000 }, (_, seq) => oneInTen(seq)), length: 50_000 });
    await renderPanel(page, <EventLog />);
    scrollTo(25_000 * 24);
    const scroller = screen.getByRole('log');
    const filter = screen.getByRole('textbox', { name: 'Filter events' });
    fireEvent.change(filter, { target: { value: 'in.ten' } });
    expect(screen.getByRole('button', { name: /row 25007/ })).toBeInTheDocument();
    expect(scroller.scrollTop).toBeLessThan(1000 * 24);
    await waitFor(() => expect(screen.getByText('5,000 of 50,000')).toBeInTheDocument());
    expect(screen.getByRole('button', { name: /row 25007/ })).toBeInTheDocument();
    expect(Math.abs(scroller.scrollTop - 2500 * 24)).toBeLessThan(400);
  });

  it('filters by text and direction, and says when nothing matches', async () => {
    page.log.apply({
      rows: [
        logRow(0, { summary: 'Paris', direction: 'client' }),
        logRow(1, { summary: 'paris' }),
        logRow(2, { summary: 'Lyon', itemId: 'item_PARIS' }),
        logRow(3, { summary: 'Rome' }),
      ],
      length: 4,
    });
    await renderPanel(page, <EventLog />);
    const user = userEvent.setup();
    await user.type(screen.getByRole('textbox', { name: 'Filter events' }), 'PARIS');
    await settle();
    expect(rows().map((row) => row.dataset.seq)).toEqual(['0', '1', '2']);
    await user.click(screen.getByRole('radio', { name: '↑ Client' }));
    await settle();
    expect(rows().map((row) => row.dataset.seq)).toEqual(['0']);
    await user.type(screen.getByRole('textbox', { name: 'Filter events' }), 'x');
    expect(screen.getByText(/No event matches “PARISx” among 4/)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'show all' }));
    await settle();
    expect(rows()).toHaveLength(4);
    expect(screen.getByRole('textbox', { name: 'Filter events' })).toHaveValue('');
  });

  it('shows only errors when asked to', async () => {
    page.log.apply({ rows: [logRow(0), logRow(1, { level: 'error' }), logRow(2)], length: 3 });
    await renderPanel(page, <EventLog />);
    await userEvent.click(screen.getByRole('button', { name: '1 error' }));
    await settle();
    expect(rows().map((row) => row.dataset.seq)).toEqual(['1']);
  });

  it('counts warnings beside errors, and shows only those when asked to', async () => {
    page.log.apply({
      rows: [logRow(0), logRow(1, { level: 'error' }), logRow(2, { level: 'warning' })],
      length: 3,
    });
    await renderPanel(page, <EventLog />);
    await userEvent.click(screen.getByRole('button', { name: '1 error, 1 warning' }));
    await settle();
    expect(rows().map((row) => row.dataset.seq)).toEqual(['1', '2']);
  });

  it('takes a regular expression, and says when a text is none without losing the list', async () => {
    page.log.apply({
      rows: [logRow(0, { summary: 'Paris' }), logRow(1, { summary: 'not Paris' })],
      length: 2,
    });
    await renderPanel(page, <EventLog />);
    const user = userEvent.setup();
    const box = screen.getByRole('textbox', { name: 'Filter events' });
    await user.click(screen.getByRole('button', { name: 'Regular expression' }));
    await user.type(box, '^paris');
    await found();
    expect(rows().map((row) => row.dataset.seq)).toEqual(['0']);
    await user.type(box, '(');
    expect(screen.getByRole('alert')).toHaveTextContent(/^Not a regular expression: /);
    expect(box).toBeInvalid();
    expect(rows().map((row) => row.dataset.seq)).toEqual(['0']);
    await user.type(box, ')');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('hides types by group or one by one, with counts', async () => {
    page.log.apply({
      rows: [
        logRow(0, { type: 'response.created' }),
        logRow(1, { type: 'response.done' }),
        logRow(2, { type: 'error' }),
      ],
      length: 3,
    });
    await renderPanel(page, <EventLog />);
    const user = userEvent.setup();
    const shown = () => rows().map((row) => row.dataset.seq);
    await user.click(screen.getByRole('button', { name: 'Choose types' }));
    const types = screen.getByRole('dialog');
    await user.click(within(types).getByRole('checkbox', { name: 'done' }));
    await settle();
    expect(shown()).toEqual(['0', '2']);
    expect(within(types).getByRole('checkbox', { name: 'response.' })).toBePartiallyChecked();
    await user.click(within(types).getByRole('button', { name: 'Only error' }));
    await settle();
    expect(shown()).toEqual(['2']);
    expect(screen.getByRole('button', { name: 'Choose types, 2 hidden' })).toBeVisible();
    await user.click(within(types).getByRole('button', { name: 'Show all' }));
    await settle();
    expect(shown()).toEqual(['0', '1', '2']);
  });

  it('remembers what narrowed it', async () => {
    fill(page, 3);
    await renderPanel(page, <EventLog />);
    await userEvent.type(screen.getByRole('textbox', { name: 'Filter events' }), 'row 2');
    cleanup();
    await renderPanel(page, <EventLog />);
    expect(screen.getByRole('textbox', { name: 'Filter events' })).toHaveValue('row 2');
    expect(rows().map((row) => row.dataset.seq)).toEqual(['2']);
  });

  it('moves with the arrow keys and keeps one row in the tab order', async () => {
    fill(page, 5);
    await renderPanel(page, <EventLog />);
    const user = userEvent.setup();
    const tabbable = () =>
      rows()
        .filter((row) => row.tabIndex === 0)
        .map((row) => row.dataset.seq);
    expect(tabbable()).toEqual(['4']);
    act(() => rows()[4]?.focus());
    await user.keyboard('{ArrowUp}{ArrowUp}');
    expect(document.activeElement).toBe(rows()[2]);
    expect(tabbable()).toEqual(['2']);
    await user.keyboard('{Home}');
    expect(document.activeElement).toBe(rows()[0]);
    await user.keyboard('{ArrowUp}');
    expect(document.activeElement).toBe(rows()[0]);
    await user.keyboard('{End}');
    expect(document.activeElement).toBe(rows()[4]);
  });

  it('opens a row by key, shows its JSON, and closes it again', async () => {
    fill(page, 2);
    page.actions.readEvents.mockResolvedValue({
      events: [
        { atMs: 10, bytes: 90, text: '{"type":"response.created","response":{"id":"resp_9"}}', cut: false },
      ],
      total: 1,
    });
    await renderPanel(page, <EventLog />);
    act(() => rows()[1]?.focus());
    await userEvent.keyboard('{ArrowRight}');
    expect(page.actions.readEvents).toHaveBeenCalledWith(1, 0, 50);
    expect(await screen.findByText('"resp_9"')).toBeVisible();
    expect(rows()[1]).toHaveAttribute('aria-expanded', 'true');
    await userEvent.keyboard('{ArrowLeft}');
    expect(screen.queryByText('"resp_9"')).toBeNull();
  });

  it('lets go of the end when a row is opened, so that new events do not push it away', async () => {
    fill(page, 1000);
    await renderPanel(page, <EventLog />);
    fireEvent.click(rows().at(-1) ?? document.body);
    act(() => fill(page, 1010));
    expect(screen.getByRole('log').scrollTop).toBe(1000 * 24 - 400);
    expect(screen.getByRole('button', { name: 'Jump to latest' })).toBeVisible();
  });

  it('lists the events of a folded row in pages', async () => {
    page.log.apply({ rows: [logRow(0, { count: 60, type: 'response.output_audio.delta' })], length: 1 });
    page.actions.readEvents.mockImplementation(async (_seq, from, limit) => ({
      events: Array.from({ length: Math.min(limit, 60 - from) }, (_, index) => ({
        atMs: index,
        bytes: 10,
        text: `{"n":${from + index}}`,
        cut: false,
      })),
      total: 60,
    }));
    await renderPanel(page, <EventLog />);
    await userEvent.click(rows()[0] ?? document.body);
    expect(await screen.findByRole('button', { name: /^50 of 60/ })).toBeVisible();
    expect(screen.queryByRole('button', { name: /^51 of 60/ })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Load more (10 left)' }));
    expect(await screen.findByRole('button', { name: /^60 of 60/ })).toBeVisible();
    expect(screen.queryByRole('button', { name: /Load more/ })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: /^60 of 60/ }));
    expect(screen.getByText('59')).toBeVisible();
  });

  it('explains a warning of the linter: why it is a fault, and the fix', async () => {
    const type = 'sidetone.lint.audio-speed';
    page.log.apply({ rows: [logRow(0, { direction: 'note', type, level: 'warning' })], length: 1 });
    page.actions.readEvents.mockResolvedValue({
      events: [
        {
          atMs: 0,
          bytes: 9,
          text: JSON.stringify({ type, facts: { why: 'Too slow.', fix: 'Resample.' } }),
          cut: false,
        },
      ],
      total: 1,
    });
    await renderPanel(page, <EventLog />);
    await userEvent.click(rows()[0] ?? document.body);
    expect(await screen.findByText('Too slow.', { selector: 'dd' })).toBeVisible();
    expect(screen.getByText('Resample.', { selector: 'dd' })).toBeVisible();
  });

  it('follows a link to the cause, also when the filter hides it', async () => {
    page.log.apply({
      rows: [
        logRow(0, { direction: 'client', type: 'session.update', commandId: 'evt_1' }),
        logRow(1, { type: 'error', level: 'error', commandId: 'evt_1' }),
      ],
      length: 2,
    });
    page.actions.readEvents.mockResolvedValue({
      events: [{ atMs: 0, bytes: 9, text: '{"type":"error"}', cut: false }],
      total: 1,
    });
    await renderPanel(page, <EventLog />);
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: '1 error' }));
    await settle();
    await user.click(rows()[0] ?? document.body);
    await user.click(await screen.findByRole('button', { name: 'Caused by session.update −10 ms' }));
    await settle();
    expect(document.activeElement).toBe(rows()[0]);
    expect(document.activeElement).toHaveAttribute('data-seq', '0');
  });

  it('narrows to one item, and back', async () => {
    page.log.apply({ rows: [logRow(0), logRow(1, { itemId: 'item_7' }), logRow(2)], length: 3 });
    page.actions.readEvents.mockResolvedValue({
      events: [{ atMs: 0, bytes: 9, text: '{"a":1}', cut: false }],
      total: 1,
    });
    await renderPanel(page, <EventLog />);
    const user = userEvent.setup();
    await user.click(rows()[1] ?? document.body);
    await user.click(await screen.findByRole('button', { name: 'Only this item' }));
    await settle();
    expect(rows().map((row) => row.dataset.seq)).toEqual(['1']);
    await user.click(screen.getByRole('button', { name: 'Show all, not only item item_7' }));
    await settle();
    expect(rows()).toHaveLength(3);
  });

  it('finds what is only in the frames, and rows that come later too', async () => {
    fill(page, 3);
    page.frames.set(1, '{"instructions":"Be secretive"}').set(3, '{"note":"SECRET"}');
    await renderPanel(page, <EventLog />);
    const user = userEvent.setup();
    const inFrames = screen.getByRole('button', { name: 'Search the frames too' });
    await user.click(inFrames);
    expect(inFrames).toHaveAttribute('aria-pressed', 'true');
    await user.click(inFrames);
    await user.type(screen.getByRole('textbox', { name: 'Filter events' }), 'secret');
    expect(screen.getByText(/No event matches “secret”/)).toBeVisible();
    await user.click(inFrames);
    expect(screen.getByText('Searching…')).toBeVisible();
    await found();
    expect(rows().map((row) => row.dataset.seq)).toEqual(['1']);
    act(() => page.log.apply({ rows: [logRow(3)], length: 4 }));
    await found();
    await waitFor(() => expect(rows().map((row) => row.dataset.seq)).toEqual(['1', '3']));
  });

  it('says that an expression was stopped, and why', async () => {
    fill(page, 30);
    await renderPanel(page, <EventLog />);
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Regular expression' }));
    await user.type(screen.getByRole('textbox', { name: 'Filter events' }), 'row 2');
    await found();
    await waitFor(() => expect(rows()).toHaveLength(11));
    act(() => page.searching.breakDown());
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The search could not be started. See that the relay is running, then search again. The list shows what was found in the first 30 of 30 events.',
    );
    await user.click(screen.getByRole('button', { name: 'Search again' }));
    await found();
    await waitFor(() => expect(rows()).toHaveLength(11));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('shows one turn alone as long as that is wanted', async () => {
    page.log.apply({ rows: [logRow(0), logRow(1, { itemId: 'u2' }), logRow(2)], length: 3 });
    page.store.setState({
      turns: [testTurn(1, { moments: { sent: 0 } }), testTurn(2, { moments: { sent: 1000 } })],
      logTurnId: 'turn_2',
    });
    page.actions.showTurnEvents.mockImplementation((logTurnId) => page.store.setState({ logTurnId }));
    await renderPanel(page, <EventLog />);
    expect(rows().map((row) => row.dataset.seq)).toEqual(['1']);
    await userEvent.click(screen.getByRole('button', { name: 'Show all, not only turn 2' }));
    await settle();
    expect(rows()).toHaveLength(3);
  });

  it('keeps filters by name: saved, shown as the current one, chosen and deleted', async () => {
    page.log.apply({ rows: [logRow(0, { level: 'error' }), logRow(1)], length: 2 });
    await renderPanel(page, <EventLog />);
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: '1 error' }));
    await user.click(screen.getByRole('button', { name: 'Saved filters' }));
    await user.type(screen.getByRole('textbox', { name: 'Name of the present filter' }), 'Trouble{Enter}');
    expect(screen.getByRole('button', { name: 'Saved filters, Trouble chosen' })).toBeVisible();
    expect(loadPreferences().savedFilters).toMatchObject([
      { name: 'Trouble', filter: { troubleOnly: true } },
    ]);
    await user.click(screen.getByRole('button', { name: 'Show all again' }));
    await settle();
    expect(rows()).toHaveLength(2);
    await user.click(screen.getByRole('button', { name: 'Trouble' }));
    await settle();
    expect(rows()).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Delete the filter Trouble' }));
    expect(screen.getByRole('button', { name: 'Saved filters' })).toBeVisible();
    expect(loadPreferences().savedFilters).toEqual([]);
  });

  it('shows the time from each row to the selected one, and in the details to the previous one too', async () => {
    fill(page, 4);
    page.actions.readEvents.mockResolvedValue({
      events: [{ atMs: 0, bytes: 9, text: '{"a":1}', cut: false }],
      total: 1,
    });
    await renderPanel(page, <EventLog />);
    const user = userEvent.setup();
    await user.click(rows()[3] ?? document.body);
    await user.click(rows()[1] ?? document.body);
    expect(rows().map((row) => row.textContent?.match(/[+−]\d+[↑↓]/)?.[0])).toEqual([
      '−10↓',
      '+0↓',
      '+10↓',
      '+20↓',
    ]);
    expect(rows().map((row) => row.getAttribute('aria-current'))).toEqual([null, 'true', null, null]);
    const details = document.querySelector('[data-details="3"]');
    expect(details).toHaveTextContent('100 B+10 ms to the previous+20 ms to the selected');
    expect(document.querySelector('[data-details="1"]')).not.toHaveTextContent('to the selected');
  });

  it('copies an event of ours as the code that sends it', async () => {
    const user = userEvent.setup();
    const write = vi.spyOn(navigator.clipboard, 'writeText');
    page.log.apply({ rows: [logRow(0, { direction: 'client' })], length: 1 });
    page.actions.readEvents.mockResolvedValue({
      events: [{ atMs: 0, bytes: 9, text: '{"type":"response.create"}', cut: false }],
      total: 1,
    });
    await renderPanel(page, <EventLog />);
    await user.click(rows()[0] ?? document.body);
    await user.click(await screen.findByRole('button', { name: 'Copy as code' }));
    expect(write).toHaveBeenCalledWith('socket.send(JSON.stringify({\n  "type": "response.create"\n}));\n');
  });

  it('says that it is reading, why reading failed, and tries again', async () => {
    fill(page, 1);
    page.actions.readEvents.mockRejectedValueOnce(new Error('the engine has stopped'));
    page.actions.readEvents.mockReturnValueOnce(new Promise(() => {}));
    await renderPanel(page, <EventLog />);
    await userEvent.click(rows()[0] ?? document.body);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'This event could not be read: the engine has stopped',
    );
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.getByText('Reading from the log…')).toBeVisible();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('shows text that is not JSON as it came', async () => {
    page.log.apply({ rows: [logRow(0, { parsed: 'malformed' })], length: 1 });
    page.actions.readEvents.mockResolvedValue({
      events: [{ atMs: 0, bytes: 9, text: '{"type": "re', cut: false }],
      total: 1,
    });
    await renderPanel(page, <EventLog />);
    await userEvent.click(rows()[0] ?? document.body);
    expect(await screen.findByText('This is not JSON. It arrived as:')).toBeVisible();
    expect(screen.getByText('{"type": "re')).toBeVisible();
  });

  it('copies an event, and says so when the browser forbids it', async () => {
    const user = userEvent.setup();
    const write = vi.spyOn(navigator.clipboard, 'writeText');
    fill(page, 1);
    page.actions.readEvents.mockResolvedValue({
      events: [{ atMs: 0, bytes: 9, text: '{"a":1}', cut: false }],
      total: 1,
    });
    await renderPanel(page, <EventLog />);
    await user.click(rows()[0] ?? document.body);
    await user.click(await screen.findByRole('button', { name: 'Copy' }));
    expect(write).toHaveBeenCalledWith('{"a":1}');
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeVisible();
    write.mockRejectedValueOnce(new Error('denied'));
    await user.click(screen.getByRole('button', { name: 'Copied' }));
    expect(await screen.findByRole('button', { name: 'Copying is blocked; select the text' })).toBeVisible();
  });

  it('shows and copies the exact text of an event whose audio was cut', async () => {
    const user = userEvent.setup();
    const write = vi.spyOn(navigator.clipboard, 'writeText');
    fill(page, 1);
    const exact = '{"audio":"QUJDRA=="}';
    page.actions.readEvents.mockImplementation((_seq, _from, _limit, whole) =>
      Promise.resolve({
        events: [{ atMs: 0, bytes: 9, text: whole ? exact : '{"audio":"QU… 8 characters"}', cut: !whole }],
        total: 1,
      }),
    );
    await renderPanel(page, <EventLog />);
    await user.click(rows()[0] ?? document.body);
    await user.click(await screen.findByRole('button', { name: 'Copy' }));
    expect(write).toHaveBeenCalledWith(exact);
    await user.click(screen.getByRole('button', { name: 'Show the whole text' }));
    expect(await screen.findByText(exact)).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Show it cut' }));
    expect(screen.queryByText(exact)).toBeNull();
  });

  it('is at its end when a new session begins, wherever the reader was', async () => {
    fill(page, 1000);
    await renderPanel(page, <EventLog />);
    scrollTo(2400);
    expect(screen.getByRole('button', { name: 'Jump to latest' })).toBeVisible();
    act(() => {
      page.log.reset();
      fill(page, 3);
    });
    await settle();
    expect(screen.queryByRole('button', { name: 'Jump to latest' })).toBeNull();
    act(() => fill(page, 100));
    expect(screen.getByRole('log').scrollTop).toBe(100 * 24 - 400);
  });

  it('closes everything when a new session begins', async () => {
    fill(page, 3);
    await renderPanel(page, <EventLog />);
    await userEvent.click(rows()[1] ?? document.body);
    act(() => {
      page.log.reset();
      fill(page, 3);
    });
    await waitFor(() => expect(rows()).toHaveLength(3));
    expect(rows().every((row) => row.getAttribute('aria-expanded') === 'false')).toBe(true);
  });
});
