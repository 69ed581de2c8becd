/**
 * What the engine knows of a function and does not tell the language: where it was written, and
 * which variables it closes over. The engine's own debugger interface, used from inside, tells it.
 *
 * One session is kept for the life of the process.
 *
 * @module
 */

import { Session } from "node:inspector";
import type { HeapPicture } from "./heap.ts";
import { originalOf } from "./translated.ts";

/** Where a function was written. */
export interface Location {
  /** The engine's id of the script. */
  readonly scriptId: string;
  /** The line, from 0. */
  readonly line: number;
  /** The column, from 0, in UTF-16 code units. */
  readonly column: number;
}

/** A scope a function closes over: its variables, by name, as they are now. */
export interface Scope {
  /** What kind of scope it is: `Module`, `Closure (name)`, `Block`, `Script`, … */
  readonly kind: string;
  /** The variables. One that has no value yet is an accessor here. */
  readonly variables: object;
}

/** What the engine knows of a function. */
export interface FunctionDetails {
  /** Where it was written; `undefined` for a native one. */
  readonly location?: Location;
  /** The scopes it closes over, innermost first, without the global one. */
  readonly scopes: readonly Scope[];
  /** For a bound function: what it was bound from, and to. */
  readonly bound?: { target: object; self: unknown; args: readonly unknown[] };
}

/** A private member of an object. */
export interface PrivateMember {
  /** The name, with its `#`. */
  readonly name: string;
  /** The value; methods and accessors have none. */
  readonly value: unknown;
  /** Whether it is a field, which has a value. */
  readonly isField: boolean;
}

/** A script the engine has loaded. */
export interface ScriptInfo {
  readonly scriptId: string;
  /** The URL of the user's file that it was made of. */
  readonly url: string;
  readonly isModule: boolean;
  /** The line its source starts at, in the coordinates of locations. */
  readonly startLine: number;
  /** The column its source starts at. */
  readonly startColumn: number;
  /** When it was loaded, in milliseconds since 1970; `undefined` if that was before the inspector was opened. */
  readonly loaded?: number | undefined;
}

interface RemoteObject {
  objectId?: string;
  description?: string;
  value?: unknown;
  type?: string;
}

interface Property {
  name: string;
  value?: RemoteObject;
  get?: RemoteObject;
  set?: RemoteObject;
}

interface Properties {
  result: Property[];
  internalProperties?: Property[];
  privateProperties?: Property[];
}

/**
 * Whether what runs was typed in: then it runs inside a message to the engine, and no other message
 * may be sent before that one is done.
 */
export const IS_INTERACTIVE: boolean = /\$deno\$(?:repl|jupyter)/.test(Deno.mainModule);

/** Asks the engine about the objects of this very process. */
export class Inspector {
  static #opened: Promise<Inspector> | undefined;

  readonly #session = new Session();
  readonly #scripts = new Map<string, ScriptInfo>();
  /** The property of the global object through which values pass, for as long as that takes. */
  readonly #channelName = `htmap.${crypto.randomUUID()}`;
  readonly #channel: { given: unknown; taken: unknown[] } = { given: undefined, taken: [] };
  #isOpen = false;
  #waiting = 0;
  #keepAlive: ReturnType<typeof setInterval> | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  /**
   * Opens the session, once in a process.
   *
   * @returns The one inspector of this process.
   */
  static open(): Promise<Inspector> {
    return Inspector.#opened ??= new Inspector().#start();
  }

  async #start(): Promise<Inspector> {
    if (IS_INTERACTIVE) await new Promise((resolve) => setTimeout(resolve, 0));
    this.#session.connect();
    this.#session.on("Debugger.scriptParsed", (message: unknown) => this.#addScript(message));
    await this.#post("Debugger.enable", {});
    this.#isOpen = true; // until here, it was told of what there was
    // A `debugger` statement would otherwise stop the process, with no one there to go on.
    await this.#post("Debugger.setSkipAllPauses", { skip: true });
    return this;
  }

  /**
   * Finds a script by the engine's id.
   *
   * @param scriptId The id, from a location.
   * @returns What is known of it.
   */
  script(scriptId: string): ScriptInfo | undefined {
    return this.#scripts.get(scriptId);
  }

  /** @returns All scripts loaded so far. */
  scripts(): IteratorObject<ScriptInfo> {
    return this.#scripts.values();
  }

  /**
   * Reads the source the engine runs, which for TypeScript is what it was turned into.
   *
   * @param scriptId The id of the script.
   * @returns The source.
   */
  async source(scriptId: string): Promise<string> {
    const { scriptSource } = await this.#post<{ scriptSource: string }>(
      "Debugger.getScriptSource",
      { scriptId },
    );
    return scriptSource;
  }

  /**
   * Asks what the engine knows of a function.
   *
   * @param func Any function.
   * @returns Where it was written and what it closes over.
   */
  details(func: object): Promise<FunctionDetails> {
    return this.#alone(async () => {
      const properties = await this.#propertiesOf(func);
      const internal = new Map(properties.internalProperties?.map((p) => [p.name, p.value]));
      const scopes = internal.get("[[Scopes]]");
      return {
        location: locationOf(internal.get("[[FunctionLocation]]")),
        scopes: scopes ? await this.#scopes(scopes) : [],
        bound: await this.#bound(internal),
      };
    });
  }

  /**
   * Reads the private members of an object.
   *
   * @param value Any object, a class included.
   * @returns Its private members, those of a base class first.
   */
  privates(value: object): Promise<PrivateMember[]> {
    return this.#alone(async () => {
      const { privateProperties = [] } = await this.#propertiesOf(value);
      const members: PrivateMember[] = [];
      for (const { name, value, get, set } of privateProperties) {
        const isField = !get && !set;
        members.push({ name, isField, value: isField ? await this.#valueOf(value) : undefined });
      }
      return members;
    });
  }

  /**
   * Lists all functions of this process that can still be reached. This takes a while.
   *
   * @returns The functions.
   */
  functions(): Promise<object[]> {
    return this.#alone(async () => {
      const { objects } = await this.#post<{ objects: RemoteObject }>("Runtime.queryObjects", {
        prototypeObjectId: await this.#idOf(Function.prototype),
        objectGroup: "htmap",
      });
      const found = await this.#valueOf(objects);
      // Objects that were made to inherit from functions are among them.
      return Array.isArray(found) ? found.filter((one) => typeof one === "function") : [];
    });
  }

  /**
   * Takes a picture of the engine's heap, which shows what functions close over. This takes a while.
   *
   * @returns The picture.
   */
  heap(): Promise<HeapPicture> {
    return this.#alone(async () => {
      const { HeapPicture } = await import("./heap.ts");
      const chunks: string[] = [];
      const collect = (message: unknown): void => {
        const chunk: unknown = Reflect.get(Object(Reflect.get(Object(message), "params")), "chunk");
        chunks.push(String(chunk));
      };
      this.#session.on("HeapProfiler.addHeapSnapshotChunk", collect);
      try {
        await this.#post("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
      } finally {
        this.#session.off("HeapProfiler.addHeapSnapshotChunk", collect);
      }
      return new HeapPicture(chunks.join(""));
    });
  }

  /**
   * Finds an object in pictures of the heap.
   *
   * @param value The object.
   * @returns Its id there.
   */
  heapId(value: object): Promise<number> {
    return this.#alone(async () => {
      const { heapSnapshotObjectId } = await this.#post<{ heapSnapshotObjectId: string }>(
        "HeapProfiler.getHeapObjectId",
        { objectId: await this.#idOf(value) },
      );
      return Number(heapSnapshotObjectId);
    });
  }

  /** Does something with the channel, when no one else does. */
  #alone<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(async () => {
      Object.defineProperty(globalThis, this.#channelName, {
        value: this.#channel,
        configurable: true,
        enumerable: false,
      });
      try {
        return await act();
      } finally {
        this.#channel.given = undefined;
        this.#channel.taken = [];
        Reflect.deleteProperty(globalThis, this.#channelName);
        await this.#post("Runtime.releaseObjectGroup", { objectGroup: "htmap" });
      }
    });
    this.#queue = done.catch(() => {});
    return done;
  }

  async #propertiesOf(value: object): Promise<Properties> {
    return await this.#post<Properties>("Runtime.getProperties", {
      objectId: await this.#idOf(value),
      ownProperties: true,
      // The elements of a large array would take seconds to list.
      nonIndexedPropertiesOnly: true,
    });
  }

  async #idOf(value: object): Promise<string> {
    this.#channel.given = value;
    const { result } = await this.#post<{ result: RemoteObject }>("Runtime.evaluate", {
      expression: `globalThis[${JSON.stringify(this.#channelName)}].given`,
      objectGroup: "htmap",
      silent: true,
    });
    if (!result.objectId) throw new Error("the engine gave an object no id");
    return result.objectId;
  }

  /** Brings a remote object over as what it is. */
  async #valueOf(remote: RemoteObject | undefined): Promise<unknown> {
    if (!remote?.objectId) return primitiveOf(remote);
    this.#channel.taken = [];
    await this.#post("Runtime.callFunctionOn", {
      objectId: remote.objectId,
      functionDeclaration: `function (name) { "use strict"; globalThis[name].taken.push(this) }`,
      arguments: [{ value: this.#channelName }],
      silent: true,
    });
    return this.#channel.taken[0];
  }

  async #scopes(list: RemoteObject): Promise<Scope[]> {
    const { result } = await this.#post<Properties>("Runtime.getProperties", {
      objectId: list.objectId,
      ownProperties: true,
    });
    const scopes: Scope[] = [];
    for (const { name, value } of result) {
      if (!/^\d+$/.test(name) || value?.description === "Global") continue;
      // The engine hands a scope over as the description and the object that has the variables.
      const variables: unknown = Reflect.get(Object(await this.#valueOf(value)), "object");
      if (typeof variables !== "object" || variables === null) continue;
      scopes.push({ kind: value?.description ?? "", variables });
    }
    return scopes;
  }

  async #bound(
    internal: ReadonlyMap<string, RemoteObject | undefined>,
  ): Promise<FunctionDetails["bound"]> {
    const target = await this.#valueOf(internal.get("[[TargetFunction]]"));
    if (typeof target !== "function") return undefined;
    const args = await this.#valueOf(internal.get("[[BoundArgs]]"));
    return {
      target,
      self: await this.#valueOf(internal.get("[[BoundThis]]")),
      args: Array.isArray(args) ? args : [],
    };
  }

  #addScript(message: unknown): void {
    const params: unknown = Reflect.get(Object(message), "params");
    const read = (key: string): unknown => Reflect.get(Object(params), key);
    const scriptId = String(read("scriptId"));
    this.#scripts.set(scriptId, {
      scriptId,
      url: originalOf(String(read("url") ?? "")),
      isModule: read("isModule") === true,
      startLine: Number(read("startLine") ?? 0),
      startColumn: Number(read("startColumn") ?? 0),
      loaded: this.#isOpen ? Date.now() : undefined,
    });
  }

  /** Sends a message. While an answer is due, a timer keeps the process from ending. */
  async #post<T = unknown>(method: string, params: object): Promise<T> {
    if (IS_INTERACTIVE) await new Promise((resolve) => setTimeout(resolve, 0));
    if (this.#waiting++ === 0) this.#keepAlive = setInterval(() => {}, 60_000);
    return await new Promise<T>((resolve, reject) => {
      this.#session.post(method, params, (error: unknown, result: unknown) => {
        if (--this.#waiting === 0) clearInterval(this.#keepAlive);
        if (error) reject(new Error(`the engine refused ${method}: ${messageOf(error)}`));
        // The protocol says what the answer to each method is.
        else resolve(result as T);
      });
    });
  }
}

function locationOf(remote: RemoteObject | undefined): Location | undefined {
  const value: unknown = remote?.value;
  if (typeof value !== "object" || value === null) return undefined;
  return {
    scriptId: String(Reflect.get(value, "scriptId")),
    line: Number(Reflect.get(value, "lineNumber")),
    column: Number(Reflect.get(value, "columnNumber")),
  };
}

/** The value of a primitive; those that JSON lacks come as text. */
function primitiveOf(remote: RemoteObject | undefined): unknown {
  const written: unknown = remote && Reflect.get(remote, "unserializableValue");
  if (typeof written !== "string") return remote?.value;
  if (written.endsWith("n")) return BigInt(written.slice(0, -1));
  return Number(written);
}

function messageOf(error: unknown): string {
  const message: unknown = Reflect.get(Object(error), "message");
  return typeof message === "string" ? message : JSON.stringify(error);
}
