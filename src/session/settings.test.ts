import { describe, expect, it } from 'vitest';
import { SettingsLedger } from './settings.ts';
import { testSettings } from './testing/settings.ts';

function started() {
  const ledger = new SettingsLedger(testSettings);
  ledger.sent('c0', ledger.all());
  ledger.accepted(ledger.all());
  return ledger;
}

describe('asked, accepted, refused', () => {
  it('asks for everything but the model at first', () => {
    const all = new SettingsLedger(testSettings).all();
    expect(Object.keys(all)).toHaveLength(Object.keys(testSettings).length - 1);
    expect(all).not.toHaveProperty('model');
  });

  it('sends only what changed, by value', () => {
    const ledger = started();
    const { turnDetection } = testSettings;
    expect(ledger.ask({ turnDetection: { ...turnDetection }, instructions: 'New.', voice: 'marin' })).toEqual(
      {
        instructions: 'New.',
      },
    );
    expect(ledger.ask({ instructions: 'New.' })).not.toBeNull();
    expect(ledger.ask({ voice: 'marin' })).toBeNull();
  });

  it('does not repeat what is on its way', () => {
    const ledger = started();
    const patch = ledger.ask({ speed: 1.2 });
    ledger.sent('c1', patch ?? {});
    expect(ledger.state.pending).toEqual(['speed']);
    expect(ledger.ask({ speed: 1.2 })).toBeNull();
    expect(ledger.inForce('speed')).toBe(1.2);
    ledger.accepted({ ...testSettings, speed: 1.2 });
    expect(ledger.state.pending).toEqual([]);
  });

  it('shows the server’s words at every field of a refused update', () => {
    const ledger = started();
    ledger.sent('c1', ledger.ask({ speed: 9, voice: 'nobody' }) ?? {});
    const refused = ledger.refused('c1', 'Invalid value.', null);
    expect(refused).toEqual({ fields: ['speed', 'voice'], retry: null });
    expect(ledger.state.refused).toEqual({ speed: 'Invalid value.', voice: 'Invalid value.' });
    expect(ledger.state.asked.speed).toBe(9);
    expect(ledger.inForce('speed')).toBe(1);
  });

  it('asks again for the rest when the server names the one field it does not take', () => {
    const ledger = started();
    ledger.sent('c1', ledger.ask({ speed: 9, instructions: 'New.' }) ?? {});
    expect(ledger.refused('c1', 'Too fast.', 'speed')).toEqual({
      fields: ['speed'],
      retry: { instructions: 'New.' },
    });
  });

  it('clears a refusal when the field is asked again, even for the same value', () => {
    const ledger = started();
    ledger.sent('c1', ledger.ask({ speed: 9 }) ?? {});
    ledger.refused('c1', 'Too fast.', null);
    expect(ledger.ask({ speed: 9 })).toEqual({ speed: 9 });
    expect(ledger.state.refused).toEqual({});
  });

  it('knows that a refusal of another command is none of its business', () => {
    const ledger = started();
    ledger.sent('c1', ledger.ask({ speed: 9 }) ?? {});
    expect(ledger.refused('x', 'No.', null)).toBeNull();
    expect(ledger.refused(null, 'No.', null)).toBeNull();
    expect(ledger.state.pending).toEqual(['speed']);
  });

  it('keeps the voice once the assistant has spoken, and the rest of the update free', () => {
    const ledger = started();
    expect(ledger.lockVoice()).toBe(true);
    expect(ledger.lockVoice()).toBe(false);
    expect(ledger.ask({ voice: 'cedar', speed: 1.1 })).toEqual({ speed: 1.1 });
    expect(ledger.state.refused.voice).toMatch(/connect again/);
    expect(ledger.state.asked.voice).toBe('cedar');
    expect(ledger.ask({ voice: 'marin' })).toBeNull();
    expect(ledger.state.refused.voice).toBeUndefined();
  });

  it('notes another model for the next session and sends nothing', () => {
    const ledger = started();
    expect(ledger.ask({ model: 'gpt-realtime-2.1-mini' })).toBeNull();
    expect(ledger.state.asked.model).toBe('gpt-realtime-2.1-mini');
  });

  it('accepts null until the server has answered', () => {
    const ledger = new SettingsLedger(testSettings);
    expect(ledger.state.accepted).toBeNull();
    ledger.began({ voice: 'alloy' });
    expect(ledger.state.accepted).toEqual({ voice: 'alloy' });
    expect(ledger.inForce('voice')).toBe('alloy');
    expect(ledger.inForce('speed')).toBe(1);
  });
});
