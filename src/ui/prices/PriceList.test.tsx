import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { preferences } from '../../store/preferences.ts';
import { testResponse, testTurn, testUsage } from '../../store/testing/test-turn.ts';
import { renderConsole } from '../kit/testing/test-console.tsx';
import { CostFigure } from '../status/SessionFigures.tsx';
import { CostView } from '../turns/CostView.tsx';
import { PriceList } from './PriceList.tsx';

const MODEL = 'gpt-realtime-2.1';

/** A session with one response: 1000 × 4 + 100 × 64 = 10,400 millionths at the table's prices. */
function renderPrices(model = MODEL) {
  const turns = [
    testTurn(1, {
      moments: { speechStart: 0, end: 60_000 },
      responses: [testResponse({ model, usage: testUsage(1000, 0, 100) })],
    }),
  ];
  return renderConsole(
    <>
      <CostFigure />
      <PriceList />
      <CostView />
    </>,
    { turns },
  );
}

const cost = () => screen.getByRole('region', { name: 'Cost' });
const edits = () => preferences.load().prices;

describe('the table of prices', () => {
  it('opens the session’s model, and counts a changed price at once, everywhere', async () => {
    const { user } = renderPrices();
    expect(cost()).toHaveTextContent('$0.010');
    const field = screen.getByLabelText('Text input');
    await user.clear(field);
    await user.type(field, '40{Enter}');
    // 1000 × 40 + 100 × 64 = 46,400 millionths.
    expect(within(cost()).getByRole('heading')).toHaveTextContent('$0.046');
    expect(screen.getByTitle(/by the table of prices|would cost at OpenAI/)).toHaveTextContent('$0.046');
    expect(screen.getByRole('table', { name: 'Cost of each turn' })).toHaveTextContent('$0.046');
    expect(cost()).toHaveTextContent(`Your own prices count for ${MODEL}.`);
    expect(edits().models.map(({ model }) => model)).toEqual([MODEL]);
    expect(screen.getByText('changed by you')).toBeVisible();
  });

  it('refuses what is no price with words, keeps what was typed, and counts as before', async () => {
    const { user } = renderPrices();
    const field = screen.getByLabelText('Audio output');
    await user.clear(field);
    await user.type(field, '-5');
    await user.tab();
    expect(screen.getByRole('alert')).toHaveTextContent('Audio output: a price cannot be negative.');
    expect(field).toHaveValue('-5');
    expect(field).toBeInvalid();
    expect(edits().models).toEqual([]);
    expect(cost()).toHaveTextContent('$0.010');
  });

  it('goes back to the table’s price: by reset, by reset of all, and by typing it again', async () => {
    const { user } = renderPrices();
    const retype = async (text: string) => {
      await user.clear(screen.getByLabelText('Text input'));
      await user.type(screen.getByLabelText('Text input'), `${text}{Enter}`);
    };
    await retype('40');
    await user.click(screen.getByRole('button', { name: `Reset ${MODEL}` }));
    expect(screen.getByLabelText('Text input')).toHaveValue('4');
    expect(edits().models).toEqual([]);
    await retype('40');
    await user.click(screen.getByRole('button', { name: 'Reset all' }));
    expect(cost()).toHaveTextContent('$0.010');
    await retype('40');
    await retype('4');
    expect(edits().models).toEqual([]);
    expect(screen.queryByText('changed by you')).toBeNull();
  });

  it('takes a model that it does not know, proposed by the session, and takes it out again', async () => {
    const { user } = renderPrices('my-deployment');
    expect(cost()).toHaveTextContent(/1 part is not in it/);
    expect(screen.getByLabelText('Add a model')).toHaveValue('my-deployment');
    await user.click(screen.getByRole('button', { name: 'Add' }));
    expect(cost()).toHaveTextContent('$0.010');
    expect(screen.getByText('added by you')).toBeVisible();
    await user.type(screen.getByLabelText('Add a model'), 'whisper-1{Enter}');
    expect(screen.getByRole('alert')).toHaveTextContent('whisper-1 is in the table already.');
    await user.click(screen.getByRole('button', { name: 'Remove my-deployment' }));
    expect(edits().models).toEqual([]);
    expect(cost()).toHaveTextContent(/1 part is not in it/);
  });

  it('says when a model retires, and what looks like a slip', async () => {
    const { user } = renderPrices();
    const rows = screen.getByRole('list', { name: 'Realtime models' });
    expect(
      within(rows).getByRole('button', { name: /gpt-realtime-mini.* retires 2027-01-20/ }),
    ).toBeVisible();
    await user.clear(screen.getByLabelText('Text cached'));
    await user.type(screen.getByLabelText('Text cached'), '5{Enter}');
    expect(screen.getByText(/Cached input costs more than input here \(text\)/)).toBeVisible();
  });
});
