/** Arguments that fit a tool's own JSON schema, as far as simple rules can. Pure. */

import type * as Wire from 'openai/resources/realtime/realtime';
import { findCity } from './cities.ts';

interface ParameterSchema {
  type?: unknown;
  enum?: unknown;
  default?: unknown;
}

function propertiesOf(tool: Wire.RealtimeFunctionTool): Record<string, ParameterSchema> {
  const { parameters } = tool;
  if (typeof parameters !== 'object' || parameters === null || !('properties' in parameters)) return {};
  const { properties } = parameters;
  return typeof properties === 'object' && properties !== null
    ? (properties as Record<string, ParameterSchema>)
    : {};
}

function requiredOf(tool: Wire.RealtimeFunctionTool): string[] {
  const { parameters } = tool;
  if (typeof parameters !== 'object' || parameters === null || !('required' in parameters)) return [];
  return Array.isArray(parameters.required) ? parameters.required.map(String) : [];
}

/** Coordinates where the tool has places for them and the city is known; the place by name where it has one for that. */
export function weatherArguments(tool: Wire.RealtimeFunctionTool, place: string): Record<string, unknown> {
  const properties = propertiesOf(tool);
  const city = findCity(place);
  const facts: [pattern: RegExp, value: unknown][] = [
    [/^lat(itude)?$/i, city?.latitude],
    [/^(lng|lon|long|longitude)$/i, city?.longitude],
    [/^(location|city|place|name|address|q|query)$/i, place],
  ];
  const args: Record<string, unknown> = {};
  for (const name of Object.keys(properties)) {
    const fact = facts.find(([pattern]) => pattern.test(name));
    if (fact && fact[1] !== undefined) args[name] = fact[1];
  }
  return Object.keys(args).length > 0 ? args : { location: place };
}

/** Something of the right type for each required parameter; for calls that the session's `tool_choice` forces. */
export function forcedArguments(tool: Wire.RealtimeFunctionTool, text: string): Record<string, unknown> {
  const properties = propertiesOf(tool);
  return Object.fromEntries(requiredOf(tool).map((name) => [name, exampleOf(properties[name] ?? {}, text)]));
}

function exampleOf(schema: ParameterSchema, text: string): unknown {
  if (schema.default !== undefined) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  switch (schema.type) {
    case 'number':
    case 'integer':
      return 1;
    case 'boolean':
      return true;
    case 'array':
      return [];
    case 'object':
      return {};
    default:
      return text === '' ? 'example' : text;
  }
}
