/**
 * The reasons a function cannot travel, each with what to do about it.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { asRefusal, Refusal } from "../../codec/graph/refusal.ts";
import { CannotCapture } from "../../base/errors.ts";

/** Something that cannot travel: the rest of a sentence about it, and what to do instead. */
export interface Reason {
  readonly reason: string;
  readonly hint: string;
}

/** The path of a file, or the URL of what is none. */
function shown(url: string): string {
  return url.startsWith("file:") ? fileURLToPath(url) : url;
}

/** Why things cannot travel. */
export const REASONS = {
  notAFunction: (what: string): Reason => ({
    reason: `is ${what}, not a function`,
    hint: "Give a function, or one made by htmap.fromModule or htmap.program",
  }),
  native: (name: string): Reason => ({
    reason: `is the native function ${name || "(anonymous)"}, which no global name reaches`,
    hint: "Call it from a function of your own that gets to it by a name",
  }),
  bound: (name: string): Reason => ({
    reason: `is a ${name || "native object"}, which cannot leave the process it is in`,
    hint: "Make it inside the mapped function, from data that can be sent",
  }),
  computedField: {
    reason: "has a field whose name is computed, and not from constants only",
    hint: "Put the name into a constant beside the class, or give the field in the constructor: " +
      "this[name] = …",
  },
  aClass: {
    reason: "is a class, which cannot be called",
    hint: "Give a function that makes what it needs of the class",
  },
  lostThis: {
    reason: "is an arrow function that uses the `this` of the function around it, which is lost",
    hint: "Make it a method or a function and bind it, or use a constant in place of `this`",
  },
  lostArguments: {
    reason: "is an arrow function that uses the `arguments` of the function around it",
    hint: "Use a rest parameter, (...args) => …, in the function around it",
  },
  lostNewTarget: {
    reason: "is an arrow function that uses the `new.target` of the function around it",
    hint: "Put it in a constant first",
  },
  lostSuper: {
    reason: "uses `super` outside its class",
    hint: "Bind it to its object, or map a function that has the object, and call the method there",
  },
  lostOuterSuper: {
    reason: "is an arrow function that uses the `super` of the class around it, which is lost",
    hint: "Make it a method, or name the class in place of `super`: " +
      "Base.prototype.method.call(object)",
  },
  superOfObject: {
    reason: "uses the `super` of an object that is no class",
    hint: "Name the object it inherits from in place of `super`: parent.method.call(this)",
  },
  lostPrivate: (name: string): Reason => ({
    reason: `uses the private member #${name} outside its class`,
    hint: "Bind it to its object, or map a function that has the object, and call the method there",
  }),
  uninitialised: (name: string): Reason => ({
    reason: `uses the variable ${name}, which has no value yet`,
    hint: `Make the map after the declaration of ${name}`,
  }),
  unknownVariable: (name: string): Reason => ({
    reason: `uses the variable ${name}, whose value the engine does not tell`,
    hint: `Copy ${name} into a constant beside the function`,
  }),
  proxy: {
    reason: "is a Proxy, which cannot be looked into",
    hint: "Make the Proxy inside the mapped function",
  },
  unreadablePrivates: {
    reason: "has private members of a class that is not captured",
    hint: 'Give its class the methods [Symbol.for("htmap.serialize")] and ' +
      'static [Symbol.for("htmap.deserialize")], or make the object inside the mapped function',
  },
  ofPackage: (reason: string, name: string): Reason => ({
    reason,
    hint: `The package ${name} made it, and it works in this process only: make what leads to it ` +
      "inside the mapped function, which can import the package",
  }),
  noProgram: {
    reason: "is no file, so it cannot be sent along",
    hint: "Check the path, which is relative to the working directory; to use a program of the " +
      "execute node give its name or its absolute path",
  },
  noSource: {
    reason: "is a function whose source the engine does not tell",
    hint: "Write it out as a function in a module",
  },
  unreadable: (why: string): Reason => ({
    reason: `is in a script that cannot be read: ${why}`,
    hint: "Move the function to a module of its own and give htmap.fromModule",
  }),
  noExport: (module: string, exports: readonly string[]): Reason => ({
    reason: `is no export of ${module}`,
    hint: exports.length > 0
      ? `Give one of its exports, which are ${exports.join(", ")}`
      : "Export it there, and check the spelling",
  }),
  nativeAddOn: (name: string, from: string): Reason => ({
    reason:
      `uses the package ${name}, which has native code: a file that is made for one machine ` +
      `and cannot travel inside a function (${shown(from)} wants it)`,
    hint:
      "Use a package that is JavaScript or WebAssembly only. Or have it where components run, " +
      "installed in the image of a container or on the nodes, and use it there from a program of its " +
      "own, with htmap.program",
  }),
  importsScript: (cycle: readonly string[]): Reason => ({
    reason: `uses a module that imports the script, which would run again in every component: ` +
      cycle.map(shown).join(" → "),
    hint:
      "Move what the module needs of the script into a module of its own, and import it from both",
  }),
  worker: (url: string): Reason => ({
    reason:
      `starts the worker ${shown(url)}, which needs CommonJS modules, files beside it or htmap: ` +
      "what only htmap gives to the modules it sends",
    hint: "Give the worker ES modules only, and send it what else it needs by postMessage",
  }),
  filesTooLarge: (path: string, size: number, most: number): Reason => ({
    reason: `uses modules that read files beside them, and with ${path} these are ${size} bytes, ` +
      `of which ${most} may travel inside a function`,
    hint: "Send the large ones with the map option fixedInputFiles, and read them by their names",
  }),
  unbundled: (why: string): Reason => ({
    reason: `uses modules that could not be bundled:\n${why}`,
    hint: "Mend the imports, and check that the script runs by itself",
  }),
} as const;

/** Makes the error for something that cannot travel. */
export function cannotCapture(path: readonly string[], why: Reason): CannotCapture {
  return new CannotCapture(path, why.reason, why.hint);
}

/** Turns what the codec threw about a captured value into the error users see. */
export function asCannotCapture(error: unknown, path: readonly string[]): unknown {
  const refusal = asRefusal(error);
  if (!(refusal instanceof Refusal)) return refusal;
  const reason = refusal.reason.replace(/^it /, "");
  const { hint, cause } = refusal;
  return new CannotCapture(
    [...path, ...refusal.path],
    reason,
    hint,
    cause === undefined ? {} : { cause },
  );
}
