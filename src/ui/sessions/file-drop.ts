/** Files dragged over a page. Other things that are dragged (text, links) go where they would go. */

import type { Scope } from '../../lib/scope.ts';

interface FileDropHandlers {
  /** Files came over the page, or left it. */
  onHover: (hovering: boolean) => void;
  onFiles: (files: File[]) => void;
}

export function listenForFiles(scope: Scope, page: Document, { onHover, onFiles }: FileDropHandlers): void {
  /** Each element on the way tells that it was entered before the former tells that it was left. */
  let depth = 0;
  const change = (next: number) => {
    const before = depth;
    depth = Math.max(0, next);
    if (depth > 0 !== before > 0) onHover(depth > 0);
  };
  scope.listen<DragEvent>(page, 'dragenter', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    change(depth + 1);
  });
  scope.listen<DragEvent>(page, 'dragleave', (event) => {
    if (hasFiles(event)) change(depth - 1);
  });
  scope.listen<DragEvent>(page, 'dragover', (event) => {
    if (!hasFiles(event)) return;
    // Says that it may be dropped here.
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  });
  scope.listen<DragEvent>(page, 'drop', (event) => {
    if (!hasFiles(event)) return;
    // The browser would leave the page for the file.
    event.preventDefault();
    change(0);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) onFiles(files);
  });
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}
