/** A tool's output in one spoken sentence. Pure. */

const MOST_VALUES = 6;
const MOST_CHARS = 240;

/** `output` is what the client sent: usually JSON, but anything goes. */
export function summariseOutput(toolName: string, output: string): string {
  const name = toolName.replaceAll('_', ' ');
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    return `The tool ${name} answered: ${shorten(output)}`;
  }
  if (typeof value !== 'object' || value === null)
    return `The tool ${name} answered: ${shorten(String(value))}.`;
  if ('error' in value && value.error) {
    const { error } = value;
    const reason =
      typeof error === 'object' && 'message' in error ? String(error.message) : leaves(error, '').join(', ');
    return `The tool ${name} failed: ${shorten(reason)}.`;
  }
  const facts = leaves(value, '');
  if (facts.length === 0) return `The tool ${name} answered with nothing.`;
  const more = facts.length - MOST_VALUES;
  const said = facts.slice(0, MOST_VALUES).join(', ');
  return `The tool ${name} answered: ${shorten(said)}${more > 0 ? `, and ${more} more` : ''}.`;
}

/** `temperature value 12.5`, depth first. */
function leaves(value: unknown, path: string): string[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) =>
      leaves(inner, `${path} ${Array.isArray(value) ? '' : key.replaceAll('_', ' ')}`.trim()),
    );
  }
  return [`${path} ${String(value)}`.trim()];
}

function shorten(text: string): string {
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)} …` : text;
}
