import { describe, expect, it, vi } from 'vitest';
import { defaultSettings, restoreSettings } from './default-settings.ts';
import { createPreferenceKeeper } from './preferences.ts';
import { rememberChoices } from './remember.ts';
import { testStore } from './testing/test-store.ts';

const asked = defaultSettings(null);

function scene() {
  const store = testStore();
  const keeper = createPreferenceKeeper(null);
  return { store, keeper, stop: rememberChoices(store, keeper) };
}

describe('rememberChoices', () => {
  it('writes settings, devices, processing and volume when they change', () => {
    const { store, keeper } = scene();
    store.setState((state) => ({
      settings: { ...state.settings, asked: { ...asked, instructions: 'Mine.' } },
      microphone: {
        ...state.microphone,
        deviceId: 'mic-a',
        processing: { ...state.microphone.processing, echoCancellation: false },
      },
      speaker: { ...state.speaker, deviceId: 'out-a', volume: 0.2 },
    }));
    const kept = keeper.load();
    expect(restoreSettings(kept.settings, null).instructions).toBe('Mine.');
    expect(kept).toMatchObject({ microphoneId: 'mic-a', speakerId: 'out-a', volume: 0.2 });
    expect(kept.processing.echoCancellation).toBe(false);
  });

  it('writes nothing for the rest of the state', () => {
    const { store, keeper } = scene();
    store.setState((state) => ({ microphone: { ...state.microphone, deviceId: 'mic-a' } }));
    const save = vi.spyOn(keeper, 'save');
    store.setState({ phase: 'speaking' });
    store.setState((state) => ({ microphone: { ...state.microphone, muted: true } }));
    expect(save).not.toHaveBeenCalled();
  });

  it('stops when told', () => {
    const { store, keeper, stop } = scene();
    stop();
    store.setState((state) => ({ speaker: { ...state.speaker, volume: 0.2 } }));
    expect(keeper.load().volume).toBe(1);
  });
});
