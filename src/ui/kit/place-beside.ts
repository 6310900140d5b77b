/** Where a panel goes that opens beside a button. Pure. */

const MARGIN_PX = 8;
const GAP_PX = 4;
const WIDEST_PX = 384;
/** With less than this on the wished side it opens on the roomier one. */
const LEAST_HEIGHT_PX = 240;

interface Box {
  left: number;
  top: number;
  bottom: number;
}

/** Values of CSS properties, for `position: fixed` in a window of that size. */
export function placeBeside(
  button: Box,
  window: { width: number; height: number },
  wish: 'up' | 'down',
): { left: string; top: string; bottom: string; width: string; maxHeight: string } {
  const width = Math.min(WIDEST_PX, window.width - 2 * MARGIN_PX);
  const left = Math.max(MARGIN_PX, Math.min(button.left, window.width - width - MARGIN_PX));
  const above = button.top - GAP_PX - MARGIN_PX;
  const below = window.height - button.bottom - GAP_PX - MARGIN_PX;
  const wished = wish === 'up' ? above : below;
  const opensUp = wished >= LEAST_HEIGHT_PX ? wish === 'up' : above > below;
  return {
    left: `${left}px`,
    top: opensUp ? 'auto' : `${button.bottom + GAP_PX}px`,
    bottom: opensUp ? `${window.height - button.top + GAP_PX}px` : 'auto',
    width: `${width}px`,
    maxHeight: `${opensUp ? above : below}px`,
  };
}
