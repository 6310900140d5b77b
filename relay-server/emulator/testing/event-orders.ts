/** The orders of events that the service keeps, in pieces from which tests put whole turns together. */

export const USER_TURN = [
  'input_audio_buffer.speech_started',
  'input_audio_buffer.speech_stopped',
  'input_audio_buffer.committed',
  'conversation.item.added',
  'conversation.item.done',
];
export const ITEM_OPENS = [
  'response.output_item.added',
  'conversation.item.added',
  'response.content_part.added',
];
export const AUDIO_CLOSES = [
  'response.output_audio.done',
  'response.output_audio_transcript.done',
  'response.content_part.done',
  'conversation.item.done',
  'response.output_item.done',
];
export const ENDS = ['response.done', 'rate_limits.updated'];
