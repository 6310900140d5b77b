import { expect, it } from 'vitest';
import { placedRecording, recordingWords } from './recording-config.ts';

const recording = { directory: 'recordings', days: 30, megabytes: 2000, announcement: null };

it('places the folder in the relay’s own, unless it says where it is', () => {
  expect(placedRecording(recording, '/srv/.sidetone')?.directory).toBe('/srv/.sidetone/recordings');
  const elsewhere = { ...recording, directory: '/var/calls' };
  expect(placedRecording(elsewhere, '/srv/.sidetone')?.directory).toBe('/var/calls');
  expect(placedRecording(null, '/srv/.sidetone')).toBeNull();
});

it('says where calls are recorded, for how long and how much', () => {
  expect(recordingWords({ ...recording, directory: '/srv/.sidetone/recordings' })).toBe(
    'Calls are recorded in /srv/.sidetone/recordings, for 30 days and up to 2000 MB. Callers must be told where the law says so.',
  );
  expect(recordingWords({ ...recording, days: 1 })).toContain('for a day');
});
