/** The items of the default conversation, in order. Owns order and identity; sends nothing. */

import { type ApiError, refuse } from '../wire/api-error.ts';
import type { StoredItem } from './stored-item.ts';

export class Conversation {
  #items: StoredItem[] = [];

  /** A copy of the list, in order; the items themselves are live. */
  get items(): StoredItem[] {
    return [...this.#items];
  }

  get lastId(): string | null {
    return this.#items.at(-1)?.id ?? null;
  }

  /** True once the assistant has spoken: the voice is locked. */
  get hasAssistantAudio(): boolean {
    return this.#items.some((item) => (item.spoken?.ms ?? 0) > 0);
  }

  get(id: string): StoredItem | undefined {
    return this.#items.find((item) => item.id === id);
  }

  /**
   * Inserts behind `previousItemId`: an id, `root` for the front, null or undefined for the end. Returns the id of the item before it,
   * null at the front, or why it was refused.
   */
  insert(item: StoredItem, previousItemId?: string | null): { previousItemId: string | null } | ApiError {
    if (this.get(item.id)) {
      const message = `Error adding item: an item with id '${item.id}' already exists in the conversation.`;
      return refuse('invalid_value', message, 'item.id');
    }
    let at = this.#items.length;
    if (previousItemId === 'root') {
      at = 0;
    } else if (typeof previousItemId === 'string') {
      at = this.#items.findIndex(({ id }) => id === previousItemId) + 1;
      if (at === 0) {
        const message = `Error adding item: the previous item with id '${previousItemId}' does not exist.`;
        return refuse('invalid_value', message, 'previous_item_id');
      }
    }
    this.#items.splice(at, 0, item);
    return { previousItemId: this.#items[at - 1]?.id ?? null };
  }

  /** The item before this one; null at the front or when it is not here. */
  previousIdOf(id: string): string | null {
    const at = this.#items.findIndex((item) => item.id === id);
    return this.#items[at - 1]?.id ?? null;
  }

  /** False when there is no such item. */
  remove(id: string): boolean {
    const before = this.#items.length;
    this.#items = this.#items.filter((item) => item.id !== id);
    return this.#items.length < before;
  }
}
