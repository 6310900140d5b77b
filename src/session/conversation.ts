/**
 * The conversation as it is shown: items and their order, with an event for every change. Owns which items exist, which the
 * server holds, and which are gone for good. What goes into an item is decided by the writers of facts.
 */

import type { SessionContext } from './context.ts';
import { ItemList } from './items.ts';
import { RecentIds } from './recent-ids.ts';
import type { ItemDelta } from './session-events.ts';
import type { Item, MessageItem, SeamItem, ToolCallItem } from './types.ts';

export class Conversation {
  readonly #context: SessionContext;
  readonly #items = new ItemList();
  readonly #ofResponse = new Map<string, Set<string>>();
  readonly #gone = new RecentIds();
  readonly #completed = new Set<string>();
  /** Items that the server said are in its conversation. */
  readonly #held = new Set<string>();
  /** Items that this session did not hear but was told of: it has their words only, and repeats what we know better. */
  readonly #carried = new Set<string>();
  /** Items that the server has under another id. */
  readonly #standIns = new Map<string, string>();

  constructor(context: SessionContext) {
    this.#context = context;
  }

  get(id: string): Item | null {
    return this.#items.get(id);
  }

  message(id: string): MessageItem | null {
    const item = this.#items.get(id);
    return item?.kind === 'message' ? item : null;
  }

  toolCall(id: string): ToolCallItem | null {
    const item = this.#items.get(id);
    return item?.kind === 'tool-call' ? item : null;
  }

  seam(id: string): SeamItem | null {
    const item = this.#items.get(id);
    return item?.kind === 'seam' ? item : null;
  }

  list(): Item[] {
    return this.#items.list();
  }

  /** In the order in which they came. */
  ofResponse(responseId: string): Item[] {
    return [...(this.#ofResponse.get(responseId) ?? [])].flatMap((id) => this.#items.get(id) ?? []);
  }

  /** Was deleted: events that still come for it mean nothing. */
  isGone(id: string): boolean {
    return this.#gone.has(id);
  }

  isHeld(id: string): boolean {
    return this.#held.has(id);
  }

  hold(id: string): void {
    this.#held.add(id);
  }

  /** The server let go of the item; it may still be shown. */
  release(id: string): void {
    this.#held.delete(id);
  }

  isCarried(id: string): boolean {
    return this.#carried.has(id);
  }

  /** The id under which the server has an item; null when it does not have it. */
  heldAs(id: string): string | null {
    return this.#held.has(id) ? id : (this.#standIns.get(id) ?? null);
  }

  /** The server's session is over; the next one knows nothing. */
  leave(): void {
    this.#items.leave();
    this.#held.clear();
    this.#carried.clear();
    this.#standIns.clear();
  }

  /** No server has the item: it is ours alone. */
  away(id: string): void {
    this.#items.setAway(id, true);
  }

  /** The new session is told of an item of an earlier one. */
  carry(id: string): void {
    this.#items.setAway(id, false);
    this.#carried.add(id);
    this.#held.add(id);
  }

  /** What the new session was told of an item it did not take. */
  uncarry(id: string): void {
    this.#items.setAway(id, true);
    this.#carried.delete(id);
    this.#held.delete(id);
    this.#standIns.delete(id);
  }

  /** The server has another item in place of this one, which stays what is shown. */
  standIn(id: string, heldId: string): void {
    this.#items.setAway(id, false);
    this.#held.delete(id);
    this.#standIns.set(id, heldId);
    this.reserve(heldId, undefined);
  }

  /** Adds a new item at the end and then puts it in its place. Nothing happens when it is known or gone. */
  add(item: Item, previousId?: string | null): void {
    if (this.#gone.has(item.id) || this.#items.has(item.id)) return;
    this.#put(item);
    this.#context.emit('conversation.item.appended', { item });
    this.#items.place(item.id, previousId);
    this.#announceOrder();
  }

  /** Keeps a place in the order for what is not shown by itself. */
  reserve(id: string, previousId: string | null | undefined): void {
    if (this.#gone.has(id) || this.#items.has(id)) return;
    this.#items.put(id, null);
    if (this.#items.place(id, previousId)) this.#announceOrder();
  }

  place(id: string, previousId: string | null | undefined): void {
    if (this.#items.place(id, previousId)) this.#announceOrder();
  }

  patchMessage(id: string, patch: Partial<Omit<MessageItem, 'kind' | 'id'>>, delta?: ItemDelta): void {
    const item = this.message(id);
    if (item) this.#replace({ ...item, ...patch }, delta);
  }

  patchSeam(id: string, patch: Partial<Omit<SeamItem, 'kind' | 'id'>>): void {
    const item = this.seam(id);
    if (item) this.#replace({ ...item, ...patch }, undefined);
  }

  patchToolCall(id: string, patch: Partial<Omit<ToolCallItem, 'kind' | 'id'>>, delta?: ItemDelta): void {
    const item = this.toolCall(id);
    if (item) this.#replace({ ...item, ...patch }, delta);
  }

  /** Nothing more will come for the item; said once. */
  complete(id: string): void {
    const item = this.#items.get(id);
    if (!item || this.#completed.has(id)) return;
    this.#completed.add(id);
    this.#context.emit('conversation.item.completed', { item });
  }

  remove(id: string): void {
    this.#gone.add(id);
    this.#held.delete(id);
    this.#carried.delete(id);
    this.#standIns.delete(id);
    this.#completed.delete(id);
    const shown = this.#items.get(id) !== null;
    if (!this.#items.remove(id) || !shown) return;
    this.#context.emit('conversation.item.deleted', { itemId: id });
    this.#announceOrder();
  }

  #put(item: Item): void {
    this.#items.put(item.id, item);
    const responseId = 'responseId' in item ? item.responseId : null;
    if (responseId === null) return;
    const made = this.#ofResponse.get(responseId) ?? new Set();
    this.#ofResponse.set(responseId, made.add(item.id));
  }

  #replace(item: Item, delta: ItemDelta | undefined): void {
    this.#put(item);
    this.#context.emit('conversation.updated', delta ? { item, delta } : { item });
  }

  #announceOrder(): void {
    this.#context.emit('conversation.order', { order: () => this.#items.order() });
  }
}
