/** One client event, beta → GA. Pure and without memory. An event that means the same in both comes back as the same object. */

import { toGaItem } from './items.ts';
import { toGaResponseParams } from './response-body.ts';
import { toGaSession } from './session-body.ts';
import { isObject, type WireObject } from './wire-object.ts';

/** Types that are not known, and bodies that are no objects, go on as they are: the upstream says what is wrong with them. */
export function toGaClientEvent(event: WireObject): WireObject {
  const { session, response } = event;
  switch (event['type']) {
    case 'session.update':
      return isObject(session) ? { ...event, session: toGaSession(session, 'realtime') } : event;
    case 'transcription_session.update':
      return {
        ...event,
        type: 'session.update',
        ...(isObject(session) ? { session: toGaSession(session, 'transcription') } : {}),
      };
    case 'conversation.item.create':
      return isObject(event['item']) ? { ...event, item: toGaItem(event['item']) } : event;
    case 'response.create':
      return isObject(response) ? { ...event, response: toGaResponseParams(response) } : event;
    default:
      return event;
  }
}
