import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { messageItem } from '../../../tests/support/items.ts';
import type { Heard } from '../../session/types.ts';
import { renderConsole } from '../kit/testing/test-console.tsx';
import { HeardView } from './HeardView.tsx';

const whole: Heard = {
  receivedSamples: 48_000,
  heardSamples: 48_000,
  heardChars: 5,
  complete: true,
  interrupted: null,
  truncatedAtMs: null,
  lateSamples: 0,
};

function answers(...entries: Heard[]) {
  const items = entries.map((heard, index) =>
    messageItem({
      id: `a${index}`,
      role: 'assistant',
      text: `Answer ${index}`,
      heard,
      startedAtMs: (index + 1) * 1000,
    }),
  );
  return {
    items: Object.fromEntries(items.map((item) => [item.id, item])),
    order: items.map(({ id }) => id),
  };
}

const cells = (name: string) =>
  within(screen.getByRole('row', { name: new RegExp(name) }))
    .getAllByRole('cell')
    .map((cell) => cell.textContent);

const order = () => screen.getAllByText(/^Answer \d$/).map((element) => element.textContent);

describe('the heard ledger', () => {
  it('teaches while it is empty', () => {
    renderConsole(<HeardView />);
    expect(screen.getByText(/Press Connect and say something/)).toBeVisible();
  });

  it('says of each answer what was received, heard, queued, cut, told and late, and why it stopped', () => {
    const speech: Heard = {
      ...whole,
      heardSamples: 12_000,
      interrupted: 'speech',
      truncatedAtMs: 500,
      lateSamples: 2400,
    };
    const unheard: Heard = { ...whole, heardSamples: 0, interrupted: 'stop', truncatedAtMs: 0 };
    const playing: Heard = { ...whole, heardSamples: 24_000, complete: false };
    renderConsole(<HeardView />, answers(whole, speech, unheard, playing));
    expect(cells('Answer 0')).toEqual(['Answer 0heard whole', '2.0 s', '2.0 s', '–', '–', '–', '–']);
    expect(cells('Answer 1')).toEqual([
      'Answer 1cut by speech; the server was told 500 ms',
      '2.0 s',
      '500 ms',
      '–',
      '1.5 s',
      '500 ms',
      '100 ms',
    ]);
    expect(cells('Answer 2')).toEqual([
      'Answer 2never heard, cut by Stop; deleted at the server',
      '2.0 s',
      '–',
      '–',
      '2.0 s',
      'deleted',
      '–',
    ]);
    expect(cells('Answer 3')[0]).toBe('Answer 3being heard');
    expect(screen.getByRole('img', { name: 'heard 500 ms, cut 1.5 s, late 100 ms' })).toBeVisible();
    expect(
      screen.getByText(
        'Received 8.0 s, heard 3.5 s (43 %), 1.0 s still to be heard, 3.5 s cut. 100 ms more came too late and was dropped.',
      ),
    ).toBeVisible();
  });

  it('is sorted by any column, by keyboard too', async () => {
    const short: Heard = { ...whole, receivedSamples: 24_000, heardSamples: 24_000 };
    const { user } = renderConsole(<HeardView />, answers(short, whole, { ...whole, heardSamples: 4 }));
    expect(order()).toEqual(['Answer 2', 'Answer 1', 'Answer 0']);
    const head = screen.getByRole('columnheader', { name: 'Heard' });
    within(head).getByRole('button').focus();
    await user.keyboard('{Enter}');
    expect(head).toHaveAttribute('aria-sort', 'descending');
    expect(order()).toEqual(['Answer 1', 'Answer 0', 'Answer 2']);
  });

  it('draws a hundred answers of a long session, and the rest when asked', async () => {
    const { user } = renderConsole(<HeardView />, answers(...Array.from({ length: 130 }, () => whole)));
    expect(screen.getAllByText('heard whole')).toHaveLength(100);
    await user.click(screen.getByText('Show 30 more'));
    expect(screen.getAllByText('heard whole')).toHaveLength(130);
  });
});
