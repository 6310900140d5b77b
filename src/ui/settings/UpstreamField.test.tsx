/** Choosing an upstream: only where there are several, and for the next connection. */

import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ConsoleConfig } from '../../lib/console-config.ts';
import { defaultSettings } from '../../store/default-settings.ts';
import {
  connected,
  renderConsole,
  testConfig,
  testSettings,
  testUpstream,
} from '../kit/testing/test-console.tsx';
import { ModelAndVoice } from './ModelAndVoice.tsx';

const several: ConsoleConfig = {
  ...testConfig,
  upstreams: [
    testUpstream,
    {
      ...testUpstream,
      id: 'azure',
      name: 'Azure West',
      kind: 'azure',
      models: ['my-voice'],
      voices: ['ash'],
    },
  ],
};

describe('the upstream', () => {
  it('is no question when there is one', () => {
    renderConsole(<ModelAndVoice />);
    expect(screen.queryByLabelText('Upstream')).not.toBeInTheDocument();
  });

  it('is chosen by its name', async () => {
    const { user, actions } = renderConsole(<ModelAndVoice />, { config: several });
    await user.selectOptions(screen.getByLabelText('Upstream'), 'Azure West');
    expect(actions.chooseUpstream).toHaveBeenCalledExactlyOnceWith('azure');
  });

  it('decides which models and voices can be chosen', () => {
    renderConsole(<ModelAndVoice />, { config: several, upstreamId: 'azure' });
    const options = (label: string) =>
      [...screen.getByLabelText<HTMLSelectElement>(label).options].map(({ value }) => value);
    expect(options('Model')).toContain('my-voice');
    expect(options('Model')).not.toContain('gpt-realtime-2.1-mini');
    expect(options('Voice')).toContain('ash');
  });

  it('that a running session does not have waits for the next connection, which can be made at once', async () => {
    const { user, actions } = renderConsole(<ModelAndVoice />, {
      config: several,
      connection: connected,
      upstreamId: 'azure',
      runningUpstreamId: 'emulator',
    });
    expect(screen.getAllByText('From the next connection.').length).toBeGreaterThan(0);
    await user.click(screen.getAllByRole('button', { name: 'Reconnect' })[0] as HTMLElement);
    expect(actions.reconnect).toHaveBeenCalledOnce();
  });

  it('that a running session does not have is not what its voice differs from', () => {
    const asked = { ...defaultSettings(testUpstream), model: 'my-voice', voice: 'ash' };
    renderConsole(<ModelAndVoice />, {
      config: several,
      connection: connected,
      upstreamId: 'azure',
      runningUpstreamId: 'emulator',
      settings: testSettings({ asked, accepted: defaultSettings(testUpstream) }),
    });
    expect(screen.getByLabelText('Voice')).toHaveValue('ash');
    expect(screen.queryByText(/marin/)).not.toBeInTheDocument();
  });
});
