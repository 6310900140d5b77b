/** What a person can do with the library of past sessions, as the panels call it. Implemented once, in `app`. */

import type { Found } from '../engine/library/library.messages.ts';

export interface LibraryActions {
  /** Another tab may have changed it. */
  refresh(): void;
  /** '' takes the name away. */
  rename(id: string, title: string): void;
  /** Kept sessions are not removed to make room. */
  keep(id: string, kept: boolean): void;
  /** The person knows that it was not closed. */
  settle(id: string): void;
  /** Can be taken back with `restore` for half a minute. */
  remove(ids: string[]): void;
  restore(ids: string[]): void;
  /** Sessions in which all words are found, newest first. */
  search(text: string): Promise<Found[]>;
  /** Shows the session in place of whatever is shown. */
  open(id: string): Promise<void>;
  /** Gives its file to the browser to save. */
  save(id: string): Promise<void>;
  /** Adds session files; with `show`, a single one is shown too. What is refused is told. */
  add(files: File[], show: boolean): Promise<void>;
  /** How much all sessions may take together. */
  setLimit(bytes: number): void;
  /** Whether sessions are recorded from the next one on. */
  setRecording(on: boolean): void;
}
