/**
 * What the choice of an upstream does to the settings. A model, a voice and a transcription model are names that one upstream knows and
 * another does not: once another is chosen, they are meant for it, and the session that runs must not be told them. Pure.
 */

import { upstreamOf } from '../lib/console-config.ts';
import type { SessionSettings } from '../session/types.ts';
import type { ConsoleState } from './console-store.ts';
import { defaultSettings, rememberSettings, restoreSettings } from './default-settings.ts';

export type UpstreamSettings = Pick<SessionSettings, 'model' | 'voice' | 'transcription'>;

type Choice = Pick<ConsoleState, 'config' | 'upstreamId' | 'runningUpstreamId'>;

/** Another upstream is chosen than that of the running session, or of the last. */
export function awaitsUpstream({ config, upstreamId, runningUpstreamId }: Choice): boolean {
  const chosen = upstreamOf(config, upstreamId);
  return chosen !== null && runningUpstreamId !== '' && chosen.id !== runningUpstreamId;
}

export function isUpstreamSetting(field: keyof SessionSettings): boolean {
  return field === 'model' || field === 'voice' || field === 'transcription';
}

export function upstreamSettings({ model, voice, transcription }: SessionSettings): UpstreamSettings {
  return { model, voice, transcription };
}

/** The rest of a patch: what the running session may be told in any case. */
export function withoutUpstreamSettings(patch: Partial<SessionSettings>): Partial<SessionSettings> {
  const { model: _model, voice: _voice, transcription: _transcription, ...rest } = patch;
  return rest;
}

/**
 * What to ask of the upstream `id`: what was asked, as far as it offers that. Transcription that only the former one could not do comes
 * back, for nobody had switched it off.
 */
export function settingsAt(
  id: string,
  { config, upstreamId }: Choice,
  asked: SessionSettings,
): UpstreamSettings {
  const next = upstreamOf(config, id);
  const offered = upstreamSettings(restoreSettings(rememberSettings(asked), next));
  const couldTranscribe = upstreamOf(config, upstreamId)?.transcriptionModels.length !== 0;
  return couldTranscribe || asked.transcription !== null
    ? offered
    : { ...offered, transcription: defaultSettings(next).transcription };
}
