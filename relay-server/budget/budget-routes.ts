/** What the asking client may still have. */

import type { FastifyInstance } from 'fastify';
import type { BudgetReport } from '../../src/lib/budget-report.ts';
import type { BudgetPart } from './budget-part.ts';

export function budgetRoutes(app: FastifyInstance, part: BudgetPart, nowEpochMs: () => number): void {
  app.get('/api/budget', async ({ client }, reply): Promise<BudgetReport> => {
    reply.header('Cache-Control', 'no-store');
    return client === null ? { nowEpochMs: nowEpochMs(), limits: [] } : part.report(client);
  });
}
