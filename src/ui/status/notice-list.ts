/** Which notices are shown: the store's, and those that follow from its state. Pure. */

import type { ConnectionState } from '../../engine/engine.messages.ts';
import type { Notice } from '../../session/types.ts';

export const CONFIG_NOTICE_ID = 'page:config';

export interface NoticeSources {
  notices: Notice[];
  connection: ConnectionState;
  configError: string | null;
}

/** Store order, oldest first. A failed connection that the store's notices already tell of is not told twice. */
export function noticeList({ notices, connection, configError }: NoticeSources): Notice[] {
  const list = [...notices];
  if (connection.status === 'failed' && !notices.some((notice) => notice.text === connection.text)) {
    list.push({
      id: `page:connection:${connection.code}:${connection.text}`,
      key: 'page:connection',
      level: 'error',
      text: connection.text,
      nextStep: connection.nextStep,
    });
  }
  if (configError !== null) {
    list.push({
      id: CONFIG_NOTICE_ID,
      key: CONFIG_NOTICE_ID,
      level: 'error',
      text: configError,
      nextStep: null,
    });
  }
  return list;
}
