/**
 * Questions that the relay puts to itself over its public address. Each has an answer that nobody else can give, so that whoever answers
 * it is known to be this very process. Owns those that are open.
 */

import { randomBytes } from 'node:crypto';

export class OwnQuestions {
  readonly #open = new Map<string, string>();

  /** `ask` puts the question; afterwards it has no answer any more. */
  async put<T>(ask: (question: { nonce: string; answer: string }) => Promise<T>): Promise<T> {
    const question = { nonce: token(), answer: token() };
    this.#open.set(question.nonce, question.answer);
    try {
      return await ask(question);
    } finally {
      this.#open.delete(question.nonce);
    }
  }

  /** Null: it was not asked here, or long ago. */
  answerOf(nonce: string): string | null {
    return this.#open.get(nonce) ?? null;
  }
}

function token(): string {
  return randomBytes(24).toString('base64url');
}
