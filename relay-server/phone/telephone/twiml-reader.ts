/**
 * Reads TwiML as far as the telephone in the box acts on it: a `<Response>` of verbs, each with attributes, text and the elements in it.
 * Anything that is not well-formed is a problem in words, as it is for Twilio (error 12100).
 */

export interface Element {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: Element[];
  /** Of this element alone, trimmed. */
  text: string;
}

type TwimlResult = { ok: true; verbs: Element[] } | { ok: false; problem: string };

const TOKEN =
  /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)|</g;
const ATTRIBUTE = /([\w:-]+)="([^"<]*)"/g;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export function readTwiml(text: string): TwimlResult {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open: Element[] = [root];
  for (const [whole, slash, name, attributes = '', selfClosing, words] of text.matchAll(TOKEN)) {
    const parent = open.at(-1);
    if (parent === undefined) return bad('an end tag without its beginning');
    if (words !== undefined) parent.text = `${parent.text}${decoded(words)}`.trim();
    else if (name === undefined) {
      if (whole === '<') return bad('a tag that does not end');
    } else if (slash === '/') {
      if (parent.name !== name) return bad(`</${name}> where </${parent.name}> should be`);
      open.pop();
    } else {
      const element = { name, attributes: attributesOf(attributes), children: [], text: '' };
      parent.children.push(element);
      if (selfClosing !== '/') open.push(element);
    }
  }
  const [response, ...others] = root.children;
  if (open.length !== 1) return bad(`<${open.at(-1)?.name}> does not end`);
  if (response?.name !== 'Response' || others.length > 0) return bad('the root is not one <Response>');
  return { ok: true, verbs: response.children };
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, decoded(value)]),
  );
}

function decoded(text: string): string {
  return text.replaceAll(/&(#x?[0-9a-f]+|[a-z]+);/gi, (whole, name: string) => {
    if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    return ENTITIES[name] ?? whole;
  });
}

function bad(what: string): TwimlResult {
  return { ok: false, problem: `The TwiML is not well-formed: ${what}.` };
}
