/** Commands that may be refused later and then mean something to one item. Remembers the latest few. */

/** Refusals come at once; at most a whole conversation is under way, at a seam. */
const LIMIT = 256;

export interface SentCommand {
  /** `carry`: an item of an earlier session. */
  kind: 'add-user-text' | 'delete-item' | 'carry';
  itemId: string;
}

export class SentCommands {
  readonly #commands = new Map<string, SentCommand>();

  add(id: string, command: SentCommand): void {
    this.#commands.set(id, command);
    if (this.#commands.size <= LIMIT) return;
    const oldest = this.#commands.keys().next();
    if (!oldest.done) this.#commands.delete(oldest.value);
  }

  /** The command of that id, once. */
  take(id: string | null): SentCommand | null {
    if (id === null) return null;
    const command = this.#commands.get(id) ?? null;
    this.#commands.delete(id);
    return command;
  }
}
