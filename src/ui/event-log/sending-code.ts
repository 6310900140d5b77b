/** An event as the line of code that sends it, for pasting into a program or a browser's console. Pure. */

export function sendingCode(text: string): string {
  const literal = JSON.stringify(JSON.parse(text), null, 2)
    // Two line ends of Unicode are fine in JSON and were no part of a string in older JavaScript.
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  return `socket.send(JSON.stringify(${literal}));\n`;
}
