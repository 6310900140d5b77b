/** What each client event says, in one line. */

import type { ClientEvent } from './events.ts';
import { describeSession } from './summary-session.ts';
import { describeItem, milliseconds, nothing, parts } from './words.ts';

export function summariseClient(event: ClientEvent): string {
  switch (event.type) {
    case 'session.update':
      return describeSession(event.session, true);
    case 'input_audio_buffer.append':
      return 'microphone';
    case 'input_audio_buffer.commit':
      return 'end of what you said';
    case 'input_audio_buffer.clear':
      return 'forget the audio sent so far';
    case 'conversation.item.create':
      return describeItem(event.item);
    case 'conversation.item.retrieve':
      return `read ${event.item_id}`;
    case 'conversation.item.truncate':
      return `heard until ${milliseconds(event.audio_end_ms)}`;
    case 'conversation.item.delete':
      return `delete ${event.item_id}`;
    case 'response.create':
      return parts('answer now', event.response?.conversation === 'none' && 'outside the conversation');
    case 'response.cancel':
      return parts('stop answering', event.response_id);
    case 'output_audio_buffer.clear':
      return 'stop playing';
    default:
      return nothing(event);
  }
}
