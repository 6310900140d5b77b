/** Ids that differ within a session for certain and between sessions in all likelihood. */

/** Each at most 24 characters of base 36. */
export function idSource(): () => string {
  const origin = Math.random().toString(36).slice(2, 12).padEnd(10, '0');
  let count = 0;
  return () => {
    count += 1;
    return `${origin}${count.toString(36).padStart(4, '0')}`;
  };
}
