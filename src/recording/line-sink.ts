/** Where a session file goes while its session runs. Each home has its own: the tab's library, a disk, whoever watches. */

export interface LineSink {
  /** Adds to the end of the file: whole lines, the first of them the header. Never throws; a sink that cannot keep it says so by itself. */
  append(text: string): void;
  /** Nothing more will be appended. */
  close(): void;
}
