/** A whole session file through the core: its conversation, and the sound of both sides as it was heard. */

import { invariant } from '../../lib/errors.ts';
import type { FileHeader } from '../../recording/session-file.ts';
import { type Damage, SessionReader } from '../../recording/session-reader.ts';
import type { ObservedSession } from '../../session/observed/observed-session.ts';
import { observeFile, tellLine } from '../observe-file.ts';
import { readLines } from '../read-lines.ts';
import { SessionSound } from '../session-sound.ts';
import { TimelineRecorder } from '../timeline-recorder.ts';

export interface WholeConversation {
  header: FileHeader;
  session: ObservedSession;
  sound: SessionSound;
  timeline: TimelineRecorder;
  /** Where the file ends early; null = it is whole. */
  damage: Damage | null;
}

/** `tell`: how much has been read, 0…1. Throws `SessionFileError`. */
export async function readConversation(
  file: Blob,
  tell: (share: number) => void,
): Promise<WholeConversation> {
  const reader = new SessionReader();
  const timeline = new TimelineRecorder();
  const sound = new SessionSound(timeline);
  let session: ObservedSession | null = null;
  for await (const { lines, share } of readLines(file, reader)) {
    if (reader.header === null) continue;
    session ??= begin(reader.header, timeline, sound);
    for (const line of lines) tellLine(session, line);
    tell(share);
  }
  const { header, damage } = reader;
  invariant(session && header, 'a session file without a header was taken; let the reader refuse it');
  session.end(session.nowMs());
  sound.seal();
  return { header, session, sound, timeline, damage };
}

function begin(header: FileHeader, timeline: TimelineRecorder, sound: SessionSound): ObservedSession {
  const session = observeFile(header, {
    onPlayback: (fact) => timeline.playback(fact),
    onMicrophone: (pcm16, capturedAtMs) => sound.microphone(pcm16, capturedAtMs),
  });
  session.on('audio.received', ({ itemId, samples }) => sound.received(itemId, samples));
  session.on('conversation.item.completed', ({ item }) => sound.complete(item.id));
  session.on('input.committed', ({ itemId, startMs, endMs }) => sound.spoken(itemId, startMs, endMs));
  return session;
}
