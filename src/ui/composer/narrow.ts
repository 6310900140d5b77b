/** Which of the shapes that a value may have it can still have, by what stands in the text. Pure. */

import { findNodeAtLocation, type Node } from 'jsonc-parser';
import { clientEventTypes, clientSchema, isClientEventType } from '../../protocol/realtime/client-schema.ts';
import {
  type JsonShape,
  object,
  type ObjectShape,
  oneOfWords,
  text,
} from '../../protocol/realtime/json-shape.ts';

/** An event whose type is not known (yet). */
const anyEvent = object({ 'type!': oneOfWords(...clientEventTypes), event_id: text });

/** The shape of the event that a text holds. */
export function eventShape(root: Node | undefined): ObjectShape {
  const type: unknown = root && findNodeAtLocation(root, ['type'])?.value;
  return typeof type === 'string' && isClientEventType(type) ? clientSchema[type] : anyEvent;
}

/** Alternatives, those inside alternatives too. */
export function alternatives(shape: JsonShape): JsonShape[] {
  return shape.kind === 'one-of' ? shape.shapes.flatMap(alternatives) : [shape];
}

export function objectsOf(shapes: readonly JsonShape[]): ObjectShape[] {
  return shapes.filter((shape) => shape.kind === 'object');
}

/** The fields by which an object is told from its alternatives, with the one value that they have there. */
export function fixedFields({ fields, required }: ObjectShape): { field: string; value: string }[] {
  return required.flatMap((field) => {
    const shape = fields[field];
    const value = shape?.kind === 'text' && !shape.open && shape.values.length === 1 ? shape.values[0] : null;
    return typeof value === 'string' ? [{ field, value }] : [];
  });
}

/** Those objects that nothing in the text speaks against. */
export function narrowed(objects: readonly ObjectShape[], node: Node | undefined): ObjectShape[] {
  return objects.filter((shape) =>
    fixedFields(shape).every(({ field, value }) => {
      const found: unknown = node && findNodeAtLocation(node, [field])?.value;
      return found === undefined || found === '' || found === value;
    }),
  );
}

/** The shapes that the value at a path may have. */
export function shapesAt(root: Node | undefined, path: readonly (string | number)[]): JsonShape[] {
  let shapes: JsonShape[] = [eventShape(root)];
  let node = root;
  for (const [depth, step] of path.entries()) {
    const objects = objectsOf(shapes);
    shapes = (
      typeof step === 'number'
        ? shapes.flatMap((shape) => (shape.kind === 'list' ? [shape.of] : []))
        : narrowed(objects, node).flatMap(({ fields }) =>
            Object.hasOwn(fields, step) && fields[step] ? [fields[step]] : [],
          )
    ).flatMap(alternatives);
    node = root && findNodeAtLocation(root, path.slice(0, depth + 1));
  }
  return shapes;
}
