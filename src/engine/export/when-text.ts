/** A session's beginning in the words of its files. Pure. */

/** When it began, on this computer's clock: `2026-05-04 10:32`. */
export function whenText(startedAt: string): string {
  const at = new Date(startedAt);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
