/** The recorded calls over HTTP, for those who may watch: the list, a file, and the end of one. */

import type { FastifyInstance, FastifyReply } from 'fastify';
import type { RecordedCallList } from '../../../src/lib/recording-messages.ts';
import { FILE_EXTENSION } from '../../../src/recording/session-file.ts';
import type { AccessGate } from '../../access/access-gate.ts';
import { mayAct, mayLook } from '../../access/operator-routes.ts';
import { errorBody } from '../../http/answers.ts';
import type { CallRecordings } from './call-recordings.ts';

const NONE: RecordedCallList = { keeps: null, recordings: [] };

export interface RecordingRoutesDeps {
  access: AccessGate;
  /** Null: calls are not recorded. */
  recordings: CallRecordings | null;
}

export function recordingRoutes(app: FastifyInstance, { access, recordings }: RecordingRoutesDeps): void {
  const missing = (reply: FastifyReply) =>
    reply
      .code(404)
      .send(errorBody('recording_not_found', 'There is no recording of that id; it may have been deleted.'));

  app.get('/api/recordings', { preHandler: mayLook }, () => recordings?.list() ?? NONE);

  app.get<{ Params: { id: string } }>(
    '/api/recordings/:id',
    { preHandler: mayLook },
    async (request, reply) => {
      const found = (await recordings?.read(request.params.id)) ?? null;
      if (found === null) return missing(reply);
      const { bytes, startedAtEpochMs, stream } = found;
      const at = new Date(startedAtEpochMs).toISOString().slice(0, 19).replaceAll(':', '-');
      return reply
        .headers({
          'Content-Type': 'application/x-ndjson',
          'Content-Length': bytes,
          'Content-Disposition': `attachment; filename="call-${at}Z${FILE_EXTENSION}"`,
        })
        .send(stream);
    },
  );

  app.delete<{ Params: { id: string } }>(
    '/api/recordings/:id',
    { preHandler: mayAct(access) },
    async (request, reply) => {
      const { id } = request.params;
      const result = (await recordings?.remove(id)) ?? 'missing';
      if (result === 'missing') return missing(reply);
      if (result === 'running') {
        const message = 'The call is still being recorded. End it first, or wait until it is over.';
        return reply.code(409).send(errorBody('recording_running', message));
      }
      request.log.info({ recordingId: id, by: request.client?.label }, 'a recording was deleted by hand');
      return reply.code(204).send();
    },
  );
}
