/** Writes what a person chose into the preferences, whoever changed it. Reads the store, owns nothing. */

import type { ConsoleState, ConsoleStore } from './console-store.ts';
import { rememberSettings } from './default-settings.ts';
import type { PreferenceKeeper } from './preferences.ts';

/** Starts remembering settings, devices, processing and volume. The returned function stops. */
export function rememberChoices(store: ConsoleStore, keeper: PreferenceKeeper): () => void {
  return store.subscribe((state, before) => {
    if (
      (state.ownSettings ?? state.settings).asked === (before.ownSettings ?? before.settings).asked &&
      state.upstreamId === before.upstreamId &&
      state.microphone === before.microphone &&
      state.speaker === before.speaker
    ) {
      return;
    }
    const chosen = choices(state);
    const kept = keeper.load();
    const changed = Object.entries(chosen).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(kept[name as keyof typeof kept]),
    );
    if (changed.length > 0) keeper.save(Object.fromEntries(changed));
  });
}

function choices({ settings, ownSettings, upstreamId, microphone, speaker }: ConsoleState) {
  return {
    upstreamId,
    settings: rememberSettings((ownSettings ?? settings).asked),
    microphoneId: microphone.deviceId,
    processing: microphone.processing,
    speakerId: speaker.deviceId,
    volume: speaker.volume,
  };
}
