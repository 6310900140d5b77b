/**
 * Input transcription, honestly: the emulator understands no words, so the transcript says how long the speech was. Events come a
 * moment after the commit, often while the answer already runs, as the service's do.
 */

import type * as Wire from 'openai/resources/realtime/realtime';
import type { Scope } from '../../../src/lib/scope.ts';
import type { ServerEvent } from '../../../src/protocol/realtime/events.ts';
import type { StoredItem } from '../conversation/stored-item.ts';
import { secondsText } from '../replies/numbers.ts';
import { textTokens, userAudioTokens } from '../responses/usage.ts';
import { cutIntoWords } from '../voice/sentences.ts';
import { newId } from '../wire/ids.ts';

const FIRST_DELTA_MS = 120;
const DELTA_MS = 20;

/** These count tokens; the others count seconds. */
const COUNTS_TOKENS = /^gpt-4o-/;

export function transcribe(
  item: StoredItem,
  transcription: Wire.AudioTranscription,
  send: (event: ServerEvent) => void,
  scope: Scope,
): void {
  const audio = item.userAudio;
  if (!audio || audio.pcm16.length === 0) return;
  const transcript = `(${secondsText(audio.speechMs)} of speech; the emulator does not transcribe)`;
  const about = { item_id: item.id, content_index: 0 };
  const words = cutIntoWords(transcript);
  words.forEach((delta, index) => {
    scope.after(FIRST_DELTA_MS + index * DELTA_MS, () => {
      send({
        type: 'conversation.item.input_audio_transcription.delta',
        event_id: newId('event'),
        ...about,
        delta,
      });
    });
  });
  scope.after(FIRST_DELTA_MS + words.length * DELTA_MS, () => {
    const { object } = item;
    if (object.type === 'message' && object.role === 'user') {
      item.object = {
        ...object,
        content: object.content.map((part) => (part.type === 'input_audio' ? { ...part, transcript } : part)),
      };
    }
    send({
      type: 'conversation.item.input_audio_transcription.completed',
      event_id: newId('event'),
      ...about,
      transcript,
      usage: usageOf(transcription.model ?? '', audio.pcm16.length / 24, transcript),
    });
  });
}

type TranscriptionUsage = Wire.ConversationItemInputAudioTranscriptionCompletedEvent['usage'];

function usageOf(model: string, audioMs: number, transcript: string): TranscriptionUsage {
  if (!COUNTS_TOKENS.test(model)) return { type: 'duration', seconds: Math.round(audioMs / 10) / 100 };
  const audio = userAudioTokens(audioMs);
  const output = textTokens(transcript);
  return {
    type: 'tokens',
    total_tokens: audio + output,
    input_tokens: audio,
    input_token_details: { text_tokens: 0, audio_tokens: audio },
    output_tokens: output,
  };
}
