/**
 * Why modules cannot travel.
 *
 * @module
 */

/** Thrown when a bundle cannot be made; the message is what the bundler said. */
export class BundleError extends Error {}

/** Thrown when a module lacks what is wanted of it. */
export class MissingExport extends BundleError {
  /**
   * @param specifier The module.
   * @param imported What it lacks.
   */
  constructor(readonly specifier: string, readonly imported: string) {
    super(`${specifier} has no export ${JSON.stringify(imported)}`);
  }
}

/** Thrown when a module imports the script, which makes maps and must not run where they run. */
export class ImportsScript extends Error {
  /** @param cycle The URLs of the script, of the modules by which it is imported, and again of the script. */
  constructor(readonly cycle: readonly string[]) {
    super(`the script is imported: ${cycle.join(" → ")}`);
  }
}

/** Thrown when a function needs native code. */
export class NativeAddOn extends Error {
  /**
   * @param name The package that has it.
   * @param from The module that wants it.
   */
  constructor(readonly packageName: string, readonly from: string) {
    super(`${packageName} has native code`);
  }
}

/** Thrown when the files that a function's modules read are too large to travel inside it. */
export class FilesTooLarge extends Error {
  /**
   * @param path The file with which there were too many bytes.
   * @param size How many, in bytes.
   */
  constructor(readonly path: string, readonly size: number) {
    super(`the files are too large`);
  }
}

/** Thrown when a worker needs what only htmap can give its modules. */
export class WorkerNeedsMore extends Error {
  /** @param url The URL of the module that the worker is started from. */
  constructor(readonly url: string) {
    super(`the worker ${url} cannot travel`);
  }
}
