import { describe, expect, it } from 'vitest';
import { type ConnectionEnd, describeEnd } from './connection-end.ts';

const end = (patch: Partial<ConnectionEnd>) =>
  describeEnd({ code: 1006, reason: '', opened: true, ready: true, attempts: 0, lastError: null, ...patch });

describe('describeEnd', () => {
  it('says the cause that the relay gave just before', () => {
    const said = end({
      code: 4401,
      lastError: { message: 'OpenAI refused the key.', code: 'invalid_api_key' },
    });
    expect(said).toMatchObject({ text: 'OpenAI refused the key.', code: 'invalid_api_key' });
  });

  it('gives the next step after an error as fits it: the cause first, or a new session', () => {
    const lastError = { message: 'OpenAI refused the key. Check it.', code: 'invalid_api_key' };
    expect(end({ ready: false, lastError }).nextStep).toBe('Then press Connect.');
    const expired = { message: 'Your session hit the maximum duration of 60 minutes.', code: 'x' };
    expect(end({ lastError: expired }).nextStep).toBe('Press Connect to start a new session.');
  });

  it('says that the relay is not there when the socket never opened', () => {
    expect(end({ opened: false, ready: false }).text).toBe('The relay did not answer.');
  });

  it('makes a sentence of a close reason', () => {
    expect(end({ code: 1001, reason: 'your session hit the maximum duration of 60 minutes' }).text).toBe(
      'Your session hit the maximum duration of 60 minutes.',
    );
  });

  it('tells a lost session from one that never began', () => {
    expect(end({ ready: true }).text).toContain('lost');
    expect(end({ ready: false }).text).toContain('before the session began');
  });
});
