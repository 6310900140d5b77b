import { act, screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { messageItem, toolCallItem } from '../../../tests/support/items.ts';
import { stubLayout } from '../../../tests/support/layout.ts';
import { makePage, renderPanel, settle, type TestPage } from '../../../tests/support/panel-page.tsx';
import type { Heard, Item } from '../../session/types.ts';
import { Transcript } from './Transcript.tsx';

const heard: Heard = {
  receivedSamples: 96_000,
  heardSamples: 55_200,
  heardChars: 8,
  complete: false,
  interrupted: null,
  truncatedAtMs: null,
  lateSamples: 0,
};

describe('Transcript', () => {
  let page: TestPage;

  beforeEach(() => {
    stubLayout();
    page = makePage();
  });
  afterEach(() => vi.unstubAllGlobals());

  function show(...items: Item[]): void {
    page.store.setState({
      items: Object.fromEntries(items.map((item) => [item.id, item])),
      order: items.map((item) => item.id),
    });
  }

  function lines(): HTMLElement[] {
    return within(screen.getByRole('list', { name: 'Conversation' })).getAllByRole('listitem');
  }

  it('teaches in one line while it is empty, and what to do depends on the connection', async () => {
    await renderPanel(page, <Transcript />);
    const panel = screen.getByRole('region', { name: 'Transcript' });
    expect(panel).toHaveTextContent('Press Connect.');
    act(() => {
      page.store.setState({
        connection: {
          status: 'connected',
          sessionId: 's',
          model: 'm',
          startedAtEpochMs: 0,
          sessionStartedAtEpochMs: 0,
          expiresAtEpochMs: null,
        },
      });
    });
    expect(panel).toHaveTextContent('Say something, or type a message below.');
  });

  it('shows items in the order of the conversation, not of arrival', async () => {
    const answer = messageItem({ id: 'b', role: 'assistant', text: 'Sunny.' });
    const question = messageItem({ id: 'a', text: 'And Paris?' });
    page.store.setState({ items: { b: answer, a: question }, order: ['a', 'b'] });
    await renderPanel(page, <Transcript />);
    expect(lines().map((line) => line.textContent)).toEqual([
      expect.stringMatching(/You.*And Paris\?/),
      expect.stringMatching(/Assistant.*Sunny\./),
    ]);
  });

  it('streams text into its line', async () => {
    const item = messageItem({ role: 'assistant', text: 'It is', status: 'in-progress' });
    show(item);
    await renderPanel(page, <Transcript />);
    act(() => show({ ...item, text: 'It is sunny' }));
    expect(lines()[0]).toHaveTextContent('It is sunny');
  });

  it('lights words up as they are heard', async () => {
    const item = messageItem({ role: 'assistant', text: 'It is 21 degrees', heard });
    show(item);
    await renderPanel(page, <Transcript />);
    expect(screen.getByText('It is 21', { exact: true })).not.toHaveClass('text-ink-3');
    expect(screen.getByText('degrees')).toHaveClass('text-ink-3');
    act(() => show({ ...item, heard: { ...heard, complete: true, heardSamples: 96_000, heardChars: 16 } }));
    expect(screen.getByText('It is 21 degrees')).not.toHaveClass('text-ink-3');
  });

  it('keeps what was cut off, struck through, and notes where and by what', async () => {
    show(
      messageItem({
        role: 'assistant',
        text: 'It is 21 degrees',
        heard: { ...heard, interrupted: 'speech' },
      }),
    );
    await renderPanel(page, <Transcript />);
    expect(screen.getByText('degrees').tagName).toBe('S');
    expect(screen.getByText('cut at 2.3 s by speech')).toBeVisible();
  });

  it('says what became of speech without words', async () => {
    show(
      messageItem({ id: 'a', text: '', status: 'in-progress', transcription: 'pending' }),
      messageItem({ id: 'b', text: '', transcription: 'pending' }),
      messageItem({ id: 'c', text: '', transcription: 'off', audioMs: 3200 }),
      messageItem({
        id: 'd',
        text: '',
        transcription: 'failed',
        transcriptionError: 'the audio was too short',
      }),
      { kind: 'other', id: 'e', type: 'mcp_list_tools', startedAtMs: 0 },
    );
    await renderPanel(page, <Transcript />);
    expect(lines().map((line) => line.textContent)).toEqual([
      expect.stringContaining('Speaking…'),
      expect.stringContaining('Transcribing…'),
      expect.stringContaining('(3.2 s of speech)'),
      expect.stringContaining('Transcription failed: the audio was too short'),
      expect.stringContaining('mcp_list_tools'),
    ]);
  });

  it('opens a tool call to its arguments and result', async () => {
    show(toolCallItem());
    await renderPanel(page, <Transcript />);
    const call = screen.getByRole('button', { name: /get_weather\(city: Paris\)/ });
    expect(call).toHaveTextContent('done in 320 ms');
    await userEvent.click(call);
    expect(screen.getByText('"Paris"')).toBeVisible();
    expect(screen.getByText('21')).toBeVisible();
    act(() => show(toolCallItem({ state: 'running', output: null, durationMs: null })));
    expect(screen.getByText('No result yet.')).toBeVisible();
  });

  it('deletes an item, and plays and stops its audio', async () => {
    show(messageItem({ id: 'a' }), messageItem({ id: 'b', medium: 'text', audioMs: null }));
    await renderPanel(page, <Transcript />);
    const [first, second] = lines();
    if (!first || !second) throw new Error('two lines were expected');
    expect(within(second).queryByRole('button', { name: 'Play' })).toBeNull();
    await userEvent.click(within(first).getByRole('button', { name: 'Play' }));
    expect(page.actions.togglePlayItem).toHaveBeenCalledWith('a');
    act(() => page.store.setState({ playingItemId: 'a' }));
    await userEvent.click(within(first).getByRole('button', { name: 'Stop playing' }));
    expect(page.actions.togglePlayItem).toHaveBeenCalledTimes(2);
    await userEvent.click(within(second).getByRole('button', { name: 'Delete item' }));
    expect(page.actions.deleteItem).toHaveBeenCalledWith('b');
    // Of somebody else's session nothing is deleted.
    act(() =>
      page.store.setState({
        shown: { kind: 'call', call: null, state: 'ended', lostLines: 0, voice: null, words: null },
      }),
    );
    expect(within(first).getByRole('button', { name: 'Stop playing' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Delete item' })).toBeNull();
  });

  it('announces each finished message once, and no delta', async () => {
    const old = messageItem({ id: 'a', text: 'Earlier' });
    show(old);
    await renderPanel(page, <Transcript />);
    const live = document.querySelector('[aria-live="polite"]');
    expect(live).toHaveTextContent('');
    const item = messageItem({ id: 'b', role: 'assistant', text: 'It', status: 'in-progress' });
    act(() => show(old, item));
    act(() => show(old, { ...item, text: 'It is' }));
    expect(live).toHaveTextContent('');
    act(() => show(old, { ...item, text: 'It is sunny', status: 'completed' }));
    expect(live).toHaveTextContent('Assistant: It is sunny');
    const words = live?.firstChild;
    act(() => show(old, { ...item, text: 'It is sunny', status: 'completed', heard }));
    expect(live?.firstChild).toBe(words);
  });

  it('shows a seam where it is, with what it means, and announces it once the conversation goes on', async () => {
    const seam = {
      kind: 'seam',
      id: 'seam_1',
      startedAtMs: 4000,
      cause: 'lost',
      state: 'waiting',
      gapMs: null,
      crossing: null,
      words: 'Connection lost. A new session is being opened.',
    } as const;
    const [before, after] = [messageItem({ id: 'a' }), messageItem({ id: 'b', text: 'Again' })];
    show(before, seam, after);
    await renderPanel(page, <Transcript />);
    const [, line] = lines();
    expect(line).toHaveTextContent('A new session is being opened.');
    expect(within(line as HTMLElement).queryByRole('button')).toBeNull();
    const live = document.querySelector('[aria-live="polite"]');
    expect(live).toHaveTextContent('');
    const words = 'Connection lost for 2.1 s. The conversation went on in a new session.';
    act(() => show(before, { ...seam, state: 'resumed', gapMs: 2100, words }, after));
    expect(line).toHaveTextContent(words);
    expect(live).toHaveTextContent(words);
  });

  it('draws a screenful of a thousand items', async () => {
    show(...Array.from({ length: 1000 }, (_, index) => messageItem({ id: `item_${index}` })));
    await renderPanel(page, <Transcript />);
    await settle();
    expect(lines().length).toBeLessThan(60);
  });
});
