/** What the store knows of microphone and speaker. */

import type { ConsoleState, ConsoleStore } from '../store/console-store.ts';

export function patchMicrophone(store: ConsoleStore, patch: Partial<ConsoleState['microphone']>): void {
  store.setState(({ microphone }) => ({ microphone: { ...microphone, ...patch } }));
}

export function patchSpeaker(store: ConsoleStore, patch: Partial<ConsoleState['speaker']>): void {
  store.setState(({ speaker }) => ({ speaker: { ...speaker, ...patch } }));
}
