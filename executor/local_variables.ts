/**
 * The local variables of the user's functions at the moment an error is thrown in them, for whoever asks for
 * them with the map option `captureLocals`.
 *
 * Only a debugger can see them. The engine has one, and what attaches to it is a thread of this process (see
 * `debugger_client.ts`). Whenever an error is thrown, whoever may catch it, this thread is stopped for about
 * a millisecond, and what is in the scopes of the stack is written down here, by the error itself.
 *
 * @module
 */

import inspector from "node:inspector";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { errorText } from "../lib/base/error_text.ts";
import { readTextIfThereSync } from "../lib/base/files.ts";
import { commonJsText } from "../lib/store/function/commonjs_texts.ts";
import {
  DEBUGGER_CLIENT,
  type DebuggerClientData,
  type DebuggerClientReport,
} from "./debugger_client.ts";
import { type DebuggedCall, type FrameVariables, frameVariables } from "./frame_variables.ts";
import { withoutStandardError } from "./libc.ts";
import { ownPlaces, scriptUrl } from "./stack.ts";
import { checkRoomForThread } from "./thread_room.ts";

/** How long the debugger has to begin, in milliseconds. */
const PATIENCE = 20_000;

/** Where the thread finds the function that takes what it saw, until it has it. */
const TAKER = Symbol.for("htmap.takeVariables");

/** What the debugger is of no use for: what belongs to the engine and the runtime. */
const OF_THE_RUNTIME = ["ext:", "node:", "internal:", "native "];

/** The variables of the functions that errors were thrown in. */
export class LocalVariables {
  /** Why there are none, if they were asked for and cannot be had. */
  readonly #failure: string | undefined;
  readonly #ofObjects = new WeakMap<object, readonly FrameVariables[]>();
  /** The last thrown value that is no object, and what is known of it. */
  #ofValue: { readonly value: unknown; readonly known: readonly FrameVariables[] } | undefined;
  readonly #texts = new Map<string, string | undefined>();
  readonly #skipped: Int32Array;

  private constructor(failure: string | undefined, skipped: Int32Array) {
    this.#failure = failure;
    this.#skipped = skipped;
  }

  /**
   * Begins to look at errors. It takes memory, so that it comes before this is limited.
   *
   * @returns What is seen from now on; where the debugger cannot be had, it says why.
   */
  static async watch(): Promise<LocalVariables> {
    const skipped = new Int32Array(new SharedArrayBuffer(4));
    const seen = new LocalVariables(undefined, skipped);
    try {
      const take: typeof seen.take = (...all) => seen.take(...all);
      Reflect.set(globalThis, TAKER, take);
      // The engine tells on standard error that it can be debugged, which nobody wants to know.
      await withoutStandardError(async () => await startClient(skipped));
      return seen;
    } catch (error) {
      return new LocalVariables(errorText(error).message, skipped);
    } finally {
      Reflect.deleteProperty(globalThis, TAKER);
    }
  }

  /**
   * Takes what the debugger saw when an error was thrown. It is called by the debugger, in whatever function
   * that was, and must not throw.
   *
   * @param thrown What was thrown.
   * @param described The calls, as the debugger describes them, in JSON.
   * @param scopes The variables of their scopes, one call after the other.
   */
  take(thrown: unknown, described: string, ...scopes: object[]): void {
    try {
      const calls: readonly DebuggedCall[] = JSON.parse(described);
      let next = 0;
      const known = calls.flatMap((call) => {
        const own = scopes.slice(next, next += call.scopes.length);
        const text = this.#textOf(call.url);
        return text === undefined ? [] : [frameVariables(call, own, text)];
      });
      if (known.length === 0) return;
      const isObject = typeof thrown === "object" && thrown !== null ||
        typeof thrown === "function";
      if (!isObject) this.#ofValue = { value: thrown, known };
      // One that is caught and thrown again has lost the calls that it came from.
      else if ((this.#ofObjects.get(thrown)?.length ?? 0) <= known.length) {
        this.#ofObjects.set(thrown, known);
      }
    } catch {
      // The function has changed what is needed for it, or there is no room: then it is not known.
    }
  }

  /**
   * Gives the variables of the calls that were under way when an error was thrown.
   *
   * @param thrown What was thrown.
   * @returns The variables, innermost call first; `undefined` if they are not known.
   */
  of(thrown: unknown): readonly FrameVariables[] | undefined {
    if (typeof thrown === "object" && thrown !== null || typeof thrown === "function") {
      return this.#ofObjects.get(thrown);
    }
    const last = this.#ofValue;
    return last && Object.is(last.value, thrown) ? last.known : undefined;
  }

  /**
   * Says why there are no variables of an error.
   *
   * @param thrown What was thrown.
   * @returns A clause; `undefined` if there are some.
   */
  whyNone(thrown: unknown): string | undefined {
    if (this.of(thrown)) return undefined;
    if (this.#failure !== undefined) {
      return `the debugger that sees them could not be had: ${this.#failure}`;
    }
    if (Atomics.load(this.#skipped, 0) > 0) {
      return "so many errors were thrown that not all of them could be looked at";
    }
    return "none of your functions was under way where it was thrown (one that awaits something is not)";
  }

  /** The text of a script of the user's. */
  #textOf(url: string): string | undefined {
    if (this.#texts.has(url)) return this.#texts.get(url);
    const href = scriptUrl(url);
    const text = commonJsText(href) ??
      (href.startsWith("file:") ? readTextIfThereSync(fileURLToPath(href)) : undefined);
    this.#texts.set(url, text);
    return text;
  }
}

async function startClient(skipped: Int32Array): Promise<void> {
  checkRoomForThread();
  inspector.open(0, "127.0.0.1");
  const url = inspector.url();
  if (url === undefined) throw new Error("it does not say where it is");
  const taker = `globalThis[Symbol.for(${JSON.stringify(Symbol.keyFor(TAKER))})]`;
  const passedOver = [...OF_THE_RUNTIME, ...ownPlaces()];
  const workerData: DebuggerClientData = { url, taker, passedOver, skipped };
  const client = new Worker(DEBUGGER_CLIENT, { eval: true, workerData });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error("it did not answer in time")), PATIENCE);
  client.once(
    "message",
    ({ failure }: DebuggerClientReport) =>
      failure === undefined ? resolve() : reject(new Error(failure)),
  );
  client.once("error", reject);
  try {
    await promise;
    client.unref();
  } catch (error) {
    await client.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
