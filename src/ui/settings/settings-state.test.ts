import { describe, expect, it } from 'vitest';
import type { SessionSettings, SettingsState } from '../../session/types.ts';
import { defaultSettings } from '../../store/default-settings.ts';
import { fieldState, sameModel } from './settings-state.ts';

const asked = defaultSettings(null);
const settings = (patch: Partial<SettingsState> = {}): SettingsState => ({
  asked,
  accepted: asked,
  pending: [],
  refused: {},
  voiceLocked: false,
  ...patch,
});
const showSpeed = (speed: number) => `${speed}×`;
const showSilence = (value: SessionSettings['turnDetection']) =>
  value.kind === 'server_vad' ? `${value.silenceDurationMs} ms` : null;

describe('fieldState', () => {
  it('knows nothing while not connected, whatever was accepted before', () => {
    expect(fieldState(settings(), false, 'speed', showSpeed)).toEqual({ status: 'unknown' });
  });

  it('is accepted when the server runs with what was asked', () => {
    expect(fieldState(settings(), true, 'speed', showSpeed)).toEqual({ status: 'accepted' });
  });

  it('gives both values when the server runs with another', () => {
    const state = fieldState(settings({ accepted: { speed: 0.9 } }), true, 'speed', showSpeed);
    expect(state).toEqual({ status: 'differs', asked: '1×', accepted: '0.9×' });
  });

  it('waits for the answer before it calls a difference one', () => {
    const state = fieldState(
      settings({ accepted: { speed: 0.9 }, pending: ['speed'] }),
      true,
      'speed',
      showSpeed,
    );
    expect(state).toEqual({ status: 'pending' });
  });

  it('does not mark parts that a pending change leaves as they were', () => {
    expect(
      fieldState(settings({ pending: ['turnDetection'] }), true, 'turnDetection', showSilence, true),
    ).toEqual({
      status: 'accepted',
    });
  });

  it('repeats the refusal as a sentence, for the field and not for each of its parts', () => {
    const refused = settings({ refused: { turnDetection: 'Too long' } });
    expect(fieldState(refused, true, 'turnDetection', showSilence)).toEqual({
      status: 'refused',
      words: 'Too long.',
    });
    expect(fieldState(refused, true, 'turnDetection', showSilence, true)).toEqual({ status: 'accepted' });
  });

  it('has nothing to compare when the server did not mention the field or runs another kind', () => {
    expect(fieldState(settings({ accepted: {} }), true, 'speed', showSpeed)).toEqual({ status: 'unknown' });
    const other = settings({ accepted: { turnDetection: { kind: 'none' } } });
    expect(fieldState(other, true, 'turnDetection', showSilence, true)).toEqual({ status: 'unknown' });
  });
});

describe('sameModel', () => {
  it('takes the dated name of an alias for the same model, and a longer name for another', () => {
    expect(sameModel('gpt-realtime', 'gpt-realtime')).toBe(true);
    expect(sameModel('gpt-realtime', 'gpt-realtime-2025-08-28')).toBe(true);
    expect(sameModel('gpt-realtime', 'gpt-realtime-2.1')).toBe(false);
    expect(sameModel('gpt-realtime-2.1', 'gpt-realtime')).toBe(false);
  });
});
