/** What exported files are called: `2026-05-04 10.32 gpt-realtime.wav`. Pure. */

import { FILE_EXTENSION, type FileHeader } from '../../recording/session-file.ts';
import type { Item } from '../../session/types.ts';
import type { ExportFormat } from './export.messages.ts';
import { whenText } from './when-text.ts';

const EXTENSIONS: Record<ExportFormat, string> = {
  session: FILE_EXTENSION,
  redacted: `.redacted${FILE_EXTENSION}`,
  stereo: '.wav',
  messages: '.zip',
  markdown: '.md',
  text: '.txt',
  srt: '.srt',
  vtt: '.vtt',
};

const MOST_CHARS = 80;

/** Without an extension, and as every file system takes it. */
export function baseName({
  startedAt,
  title,
  model,
}: Pick<FileHeader, 'startedAt' | 'title' | 'model'>): string {
  const what = [title, model].find((name) => name !== undefined && name.trim() !== '') ?? 'session';
  return `${whenText(startedAt).replace(':', '.')} ${what}`
    .replace(/[\p{Cc}"*/:<>?\\|]+/gu, '-')
    .replace(/\s+/g, ' ')
    .slice(0, MOST_CHARS)
    .replace(/[ .]+$/, '');
}

export function exportName(
  header: Pick<FileHeader, 'startedAt' | 'title' | 'model'>,
  format: ExportFormat,
): string {
  // What was said may be in the name that somebody gave it.
  const named = format === 'redacted' ? { ...header, title: '' } : header;
  return `${baseName(named)}${EXTENSIONS[format]}`;
}

/** A message: `assistant at 1m02.3s`. */
export function itemName(item: Item): string {
  const tenths = Math.floor(Math.max(0, item.startedAtMs) / 100);
  const seconds = `${String(Math.floor(tenths / 10) % 60).padStart(2, '0')}.${tenths % 10}`;
  const role = item.kind === 'message' ? item.role : item.kind;
  return `${role === 'user' ? 'you' : role} at ${Math.floor(tenths / 600)}m${seconds}s`;
}

export function itemFileName(item: Item): string {
  return `${itemName(item)}.wav`;
}
