import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Turn } from '../../session/turns.ts';
import { testTurn } from '../../store/testing/test-turn.ts';
import { renderConsole } from '../kit/testing/test-console.tsx';
import { TurnsPanel } from './TurnsPanel.tsx';
import { formatUsd, priceNotes, storyWords, troubleWords } from './words.ts';

/** Answered after `latencyMs`. */
const answered = (number: number, latencyMs: number, patch: Partial<Turn> = {}) =>
  testTurn(number, {
    moments: {
      speechStart: number * 10_000,
      speechEnd: number * 10_000 + 1000,
      responseCreated: number * 10_000 + 1300,
      audible: number * 10_000 + 1000 + latencyMs,
      end: number * 10_000 + 4000,
    },
    ...patch,
  });

const rowNames = () =>
  screen.getAllByRole('button', { name: /^Turn \d+$/ }).map((button) => button.getAttribute('aria-label'));

describe('the turns panel', () => {
  it('teaches while it is empty', () => {
    renderConsole(<TurnsPanel />);
    expect(screen.getByText(/Press Connect and say something/)).toBeVisible();
  });

  it('has the last voice-to-voice as its headline, beside p50 and p95', () => {
    renderConsole(<TurnsPanel />, {
      turns: [answered(1, 500), answered(2, 900), answered(3, 620), testTurn(4)],
    });
    expect(screen.getByText('620 ms', { selector: 'p *' }).parentElement).toHaveTextContent(
      'Voice to voice 620 ms',
    );
    expect(screen.getByText('p50 620 ms')).toBeVisible();
    expect(screen.getByText('p95 900 ms')).toBeVisible();
    expect(screen.getByRole('img', { name: 'Voice to voice of 3 turns' })).toBeVisible();
  });

  it('sorts by the column that is pressed, and turns the order when it is pressed again', async () => {
    const { user } = renderConsole(<TurnsPanel />, {
      turns: [answered(1, 500), answered(2, 900), testTurn(3)],
    });
    expect(rowNames()).toEqual(['Turn 3', 'Turn 2', 'Turn 1']);
    const byLatency = screen.getByRole('columnheader', { name: 'Voice to voice' });
    await user.click(within(byLatency).getByRole('button'));
    expect(byLatency).toHaveAttribute('aria-sort', 'descending');
    expect(rowNames()).toEqual(['Turn 2', 'Turn 1', 'Turn 3']);
    await user.click(within(byLatency).getByRole('button'));
    expect(byLatency).toHaveAttribute('aria-sort', 'ascending');
    expect(rowNames()).toEqual(['Turn 1', 'Turn 2', 'Turn 3']);
  });

  it('opens a turn to its spans by keyboard, each with its definition one click away, and keeps it open while it grows', async () => {
    const { user, store } = renderConsole(<TurnsPanel />, { turns: [answered(1, 500)] });
    screen.getByRole('button', { name: 'Turn 1' }).focus();
    await user.keyboard('{Enter}');
    const spans = screen.getByRole('list', { name: 'Spans of turn 1' });
    const lines = within(spans).getAllByRole('listitem');
    expect(lines.map((line) => line.textContent)).toEqual([
      'You spoke1.0 s',
      'Until the response began300 ms',
      'Until audible200 ms',
      'Answer2.5 s',
    ]);
    expect(screen.queryByText(/turn detection said that you had stopped|model was asked/)).toBeNull();
    await user.click(within(spans).getByRole('button', { name: 'Until the response began' }));
    expect(within(spans).getByText(/The model was asked/)).toBeVisible();
    await user.click(within(spans).getByRole('button', { name: 'Until the response began' }));
    const tool = { itemId: 'f1', name: 'look_up', startMs: 11_300, endMs: 11_400, failed: false };
    act(() => store.setState({ turns: [answered(1, 500, { tools: [tool] }), answered(2, 700)] }));
    expect(
      within(screen.getByRole('list', { name: 'Spans of turn 1' })).getByText('Tool look_up'),
    ).toBeVisible();
  });

  it('counts interruptions both ways', () => {
    renderConsole(<TurnsPanel />, {
      turns: [
        answered(1, 500, { interruption: { reason: 'speech', causeMs: 1000, silentMs: 1210 } }),
        answered(2, 500, { spokeOver: true }),
        answered(3, 500, { interruption: { reason: 'disconnect', causeMs: 1, silentMs: null } }),
      ],
    });
    expect(
      screen.getByText(
        'You interrupted once, silent after 210 ms (p50). The assistant began while you spoke once.',
      ),
    ).toBeVisible();
  });

  it('defines its words one click away', async () => {
    const { user } = renderConsole(<TurnsPanel />);
    await user.click(screen.getByRole('button', { name: 'Definitions', expanded: false }));
    expect(screen.getByText(/within 30 dB of the loudest/)).toBeVisible();
  });

  it('draws a hundred rows of a long session, and the rest when asked', async () => {
    const turns = Array.from({ length: 130 }, (_, index) => testTurn(index + 1));
    const { user } = renderConsole(<TurnsPanel />, { turns });
    expect(rowNames()).toHaveLength(100);
    await user.click(screen.getByRole('button', { name: 'Show 30 more' }));
    expect(rowNames()).toHaveLength(130);
  });
});

describe('words', () => {
  it('show as many figures of a price as count', () => {
    expect([0, 0.000_001, 0.003_14, 0.0312, 1.239, 12.345].map(formatUsd)).toEqual([
      '$0',
      '<$0.0001',
      '$0.0031',
      '$0.031',
      '$1.239',
      '$12.35',
    ]);
  });

  it('say what broke the cache and what that cost', () => {
    const story = {
      inputTokens: 1700,
      cachedTokens: 0,
      resentTokens: 1630,
      newTokens: 70,
      hitRate: 0,
      cache: 'instructions',
      changes: ['instructions'],
      sincePreviousMs: 1000,
      missed: null,
    } as const;
    expect(storyWords({ ...story, changes: ['instructions'] }, 0.02256)).toBe(
      'Read 1,700 tokens: 1,630 sent again, 0 cached (0 %). The cache did not hold: the instructions changed. That cost $0.023 more.',
    );
  });

  it('name what else had changed, and what nobody here did', () => {
    const story = {
      inputTokens: 1700,
      cachedTokens: 0,
      resentTokens: 1630,
      newTokens: 70,
      hitRate: 0,
      sincePreviousMs: 400_000,
      missed: null,
    };
    expect(storyWords({ ...story, cache: 'tools', changes: ['tools', 'truncated'] }, null)).toMatch(
      /did not hold: the tools changed\. Besides, an answer before it was cut to what was heard\.$/,
    );
    expect(storyWords({ ...story, cache: 'idle', changes: [] }, null)).toMatch(/longer than the service/);
    expect(storyWords({ ...story, cache: 'trimmed', changes: [] }, null)).toMatch(/left out its oldest part/);
  });

  it('date the prices, name those of the person, and what retires', () => {
    const row = (model: string, confidence: 'high' | 'medium' | 'own', shutdown: string | null = null) => ({
      model,
      confidence,
      shutdown,
    });
    expect(priceNotes([row('a', 'high')], '2026-11-22')).toEqual(['Prices as of 2026-11-22.']);
    expect(
      priceNotes([row('a', 'medium', '2027-01-20'), row('b', 'own'), row('c', 'own')], '2026-11-22'),
    ).toEqual([
      'Prices as of 2026-11-22, in part from secondary sources.',
      'Your own prices count for b, c.',
      'OpenAI retires a on 2027-01-20.',
    ]);
  });

  it('say nothing of a turn that went as expected', () => {
    expect(troubleWords(answered(1, 500))).toBeNull();
  });
});
