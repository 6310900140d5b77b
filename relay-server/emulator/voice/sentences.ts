/** Cuts text into pieces that a synthesiser speaks in one call. Pure. */

/** Longest piece: about six seconds of speech, so that an answer starts early and an interruption wastes little work. */
const MAX_PIECE_CHARS = 90;

/**
 * Sentences of `text`, long ones cut again at commas and then at spaces. Joined they are `text` again, character for character:
 * each piece but the last keeps its trailing space.
 */
export function cutIntoSentences(text: string): string[] {
  const sentences = text.match(/[^.!?\n]*(?:[.!?]+(?=\s|$)|\n|[.!?]|$)\s*/g) ?? [];
  const pieces: string[] = [];
  let pending = '';
  for (const part of sentences) {
    pending += part;
    // A point inside a number or a name ("2.3", "example.org") does not end a sentence.
    if (/[.!?\n]\s+$/.test(pending) || pending.length > MAX_PIECE_CHARS) {
      pieces.push(...cutLong(pending));
      pending = '';
    }
  }
  if (pending !== '') pieces.push(...cutLong(pending));
  return joinBlank(pieces);
}

function cutLong(sentence: string): string[] {
  const pieces: string[] = [];
  let rest = sentence;
  while (rest.length > MAX_PIECE_CHARS) {
    const window = rest.slice(0, MAX_PIECE_CHARS);
    const comma = Math.max(window.lastIndexOf(', '), window.lastIndexOf('; '), window.lastIndexOf(': '));
    const space = window.lastIndexOf(' ');
    const cut = comma > 20 ? comma + 2 : space > 0 ? space + 1 : MAX_PIECE_CHARS;
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  if (rest !== '') pieces.push(rest);
  return pieces;
}

/** A piece of nothing but white space belongs to the piece before it. */
function joinBlank(pieces: string[]): string[] {
  const joined: string[] = [];
  for (const piece of pieces) {
    if (piece.trim() === '' && joined.length > 0) joined[joined.length - 1] += piece;
    else joined.push(piece);
  }
  return joined;
}

/** Words with the white space before them: `"You spoke"` → `["You", " spoke"]`. Joined they are `text` again. */
export function cutIntoWords(text: string): string[] {
  return text.match(/\s*\S+(?:\s+$)?/g) ?? (text === '' ? [] : [text]);
}
