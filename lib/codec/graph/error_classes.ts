/**
 * The built-in error classes, by the names they travel under.
 *
 * @module
 */

/** A built-in error class. Not all take the same arguments, so `makeError` calls it. */
export type ErrorClass = new (...args: never[]) => Error;

/** Every built-in error class, by its name. */
export const ERROR_CLASSES: ReadonlyMap<string, ErrorClass> = collect();

const byPrototype = new Map<object, string>();
for (const [name, type] of ERROR_CLASSES) byPrototype.set(type.prototype, name);

/** Finds the built-in class an error is of, or its own class extends. */
export function errorClassOf(error: Error): string {
  let prototype: object | null = error;
  while ((prototype = Object.getPrototypeOf(prototype)) !== null) {
    const name = byPrototype.get(prototype);
    if (name !== undefined) return name;
  }
  return "Error";
}

/** Makes an error of a built-in class, without properties of its own but what a DOMException hides. */
export function makeError(name: string, message: string, domName: string): Error {
  const type = ERROR_CLASSES.get(name) ?? Error;
  const args = name === "DOMException" ? [message, domName] : name === "AggregateError" ? [[]] : [];
  const error: Error = Reflect.construct(type, args);
  for (const key of Reflect.ownKeys(error)) {
    if (key !== "stack" && typeof key === "string") Reflect.deleteProperty(error, key);
  }
  return error;
}

function collect(): Map<string, ErrorClass> {
  const found = new Map<string, ErrorClass>();
  // The last two take what they gather before the message; their own properties are restored anyway.
  const names = "Error EvalError RangeError ReferenceError SyntaxError TypeError URIError " +
    "DOMException AggregateError SuppressedError";
  for (const name of names.split(" ")) {
    const type: unknown = Reflect.get(globalThis, name);
    // It is a class of the language, known by its name.
    if (typeof type === "function") found.set(name, type as ErrorClass);
  }
  for (const [name, type] of Object.entries(Deno.errors)) found.set(`Deno.errors.${name}`, type);
  return found;
}
