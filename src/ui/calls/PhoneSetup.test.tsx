import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { PhoneFacts } from '../../lib/call-messages.ts';
import type { PhoneSetupReport, SetupStep } from '../../lib/phone-setup.ts';
import type { Answered } from '../../store/calls-actions.ts';
import { renderConsole } from '../kit/testing/test-console.tsx';
import { recordedActions } from '../../store/testing/test-store.ts';
import { PhoneSetup } from './PhoneSetup.tsx';

const step = (id: SetupStep['id'], rest: Partial<SetupStep> = {}): SetupStep => ({
  id,
  title: id,
  state: 'ok',
  words: `${id} is well.`,
  next: null,
  canSetWebhook: false,
  ...rest,
});

const webhook = step('webhook', {
  title: 'Webhook of the number',
  state: 'failed',
  words: 'It has none.',
  next: 'Set it here.',
  canSetWebhook: true,
});

const facts: PhoneFacts = {
  twilio: { publicUrl: 'https://voice.example.com' },
  most: 20,
  upstream: 'emulator',
  tools: [],
  transfers: [],
  outbound: { from: '+4930123456', prefixes: ['+49'] },
  recording: null,
};

/** Answers are given one by one, in the order in which they were asked for. */
function setUp() {
  const actions = recordedActions();
  const looks: ((answer: Answered<PhoneSetupReport>) => void)[] = [];
  const sets: ((answer: Answered<SetupStep>) => void)[] = [];
  actions.phone.readSetup.mockImplementation(() => new Promise((resolve) => looks.push(resolve)));
  actions.phone.setWebhook.mockImplementation(() => new Promise((resolve) => sets.push(resolve)));
  actions.calls.readFacts.mockImplementation(async () => ({ ok: true, value: facts }));
  const page = renderConsole(<PhoneSetup />, {}, actions);
  return {
    ...page,
    looked: (...steps: SetupStep[]) => act(async () => looks.shift()?.({ ok: true, value: { steps } })),
    refused: (words: string) => act(async () => looks.shift()?.({ ok: false, words })),
    wasSet: (answer: Answered<SetupStep>) => act(async () => sets.shift()?.(answer)),
    status: () => screen.getAllByRole('status')[0],
    rows: () => within(screen.getByRole('list', { name: 'Steps of the setup' })).getAllByRole('listitem'),
  };
}

describe('The setup of a number', () => {
  it('is looked at once when it is opened, and says so meanwhile', async () => {
    const { actions, looked, status, rows, user } = setUp();
    expect(status()).toHaveTextContent('Asking Twilio');
    const again = screen.getByRole('button', { name: 'Check again' });
    expect(again).toHaveAttribute('aria-disabled', 'true');
    await user.click(again);
    await looked(step('configuration'), step('credentials'));
    expect(actions.phone.readSetup).toHaveBeenCalledOnce();
    expect(status()).toHaveTextContent('Everything is in order');
    expect(rows().map((row) => row.textContent)).toEqual([
      'configurationIn orderconfiguration is well.',
      'credentialsIn ordercredentials is well.',
    ]);
  });

  it('says of each step in words how it stands, and what to do', async () => {
    const { looked, status, rows } = setUp();
    await looked(
      step('number', { title: 'Number', state: 'failed', words: 'No such number.', next: 'Compare it.' }),
      step('stream', {
        title: 'Media stream',
        state: 'skipped',
        words: '“Number” comes first.',
      }),
    );
    expect(status()).toHaveTextContent('One thing is not in order: Number.');
    const [number, stream] = rows();
    expect(number).toHaveTextContent('NumberNot in orderNo such number.Compare it.');
    expect(stream).toHaveTextContent('Media streamNot looked at');
    expect(screen.queryByRole('button', { name: 'Set the webhook' })).toBeNull();
  });

  it('sets the webhook where that would mend it, and shows the step as it is then', async () => {
    const { looked, wasSet, status, rows, user, actions } = setUp();
    await looked(step('number'), webhook);
    await user.click(screen.getByRole('button', { name: 'Set the webhook' }));
    expect(status()).toHaveTextContent('Setting the webhook');
    await user.click(screen.getByRole('button', { name: 'Set the webhook' }));
    await wasSet({ ok: true, value: step('webhook', { title: 'Webhook of the number' }) });
    expect(actions.phone.setWebhook).toHaveBeenCalledOnce();
    expect(rows()[1]).toHaveTextContent('In order');
    expect(status()).toHaveTextContent('Everything is in order');
  });

  it('keeps what it saw when something is refused, with words', async () => {
    const { looked, wasSet, refused, rows, user } = setUp();
    await looked(step('number'), webhook);
    await user.click(screen.getByRole('button', { name: 'Set the webhook' }));
    await wasSet({ ok: false, words: 'The relay does not answer.' });
    expect(screen.getByRole('alert')).toHaveTextContent('The relay does not answer.');
    await user.click(screen.getByRole('button', { name: 'Check again' }));
    await refused('This client may not see other sessions.');
    expect(screen.getByRole('alert')).toHaveTextContent('may not see');
    expect(rows().length).toBe(2);
  });

  it('that could not be looked at says why, and can be looked at again', async () => {
    const { refused, looked, status, user } = setUp();
    await refused('The relay does not answer.');
    expect(status()).toHaveTextContent('It could not be looked at.');
    await user.click(screen.getByRole('button', { name: 'Check again' }));
    await looked(step('number'));
    expect(status()).toHaveTextContent('Everything is in order');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('ends with a call to try it', async () => {
    const { looked, user, actions } = setUp();
    await looked(step('number'));
    const box = within(screen.getByRole('region', { name: 'A call to try it' }));
    await user.type(box.getByRole('textbox', { name: 'Number to call' }), '+4930123987{Enter}');
    expect(actions.phone.placeCall).toHaveBeenCalledExactlyOnceWith('+4930123987');
  });
});
