/**
 * Workers whose modules are not where their URLs say.
 *
 * @module
 */

import { pathToFileURL } from "node:url";

/** Says what to start in place of a URL; `undefined` for the URL itself. */
export type WorkerPlace = (url: string) => string | undefined;

const places: WorkerPlace[] = [];

/**
 * Has workers started from elsewhere.
 *
 * @param place Says from where.
 */
export function redirectWorkers(place: WorkerPlace): void {
  if (places.push(place) > 1) return;
  const Native = globalThis.Worker;
  globalThis.Worker = class Worker extends Native {
    constructor(specifier: string | URL, options?: WorkerOptions) {
      super(placeOf(String(specifier)), options);
    }
  };
  const threads = process.getBuiltinModule("node:worker_threads");
  const NativeThread = threads.Worker;
  Object.defineProperty(threads, "Worker", {
    value: class Worker extends NativeThread {
      constructor(
        specifier: ConstructorParameters<typeof NativeThread>[0],
        options?: ConstructorParameters<typeof NativeThread>[1],
      ) {
        const isCode = options?.eval === true;
        const text = String(specifier);
        const url = text.startsWith("/") ? pathToFileURL(text).href : text;
        const place = isCode ? undefined : placeOf(url);
        super(place === undefined || place === url ? specifier : new URL(place), options);
      }
    },
    configurable: true,
    writable: true,
    enumerable: true,
  });
}

function placeOf(url: string): string {
  for (const place of places) {
    const found = place(url);
    if (found !== undefined) return found;
  }
  return url;
}

/**
 * Gives what starts a worker from a blob where the runtime does not know how: the binary's loads no
 * module from one. What is sent to it before it has its code is kept until then.
 */
export function blobPlace(url: string): string | undefined {
  if (!url.startsWith("blob:")) return undefined;
  const code = `const early = [];
const keep = (event) => { early.push(event.data); event.stopImmediatePropagation(); };
self.addEventListener("message", keep);
const text = await (await fetch(${JSON.stringify(url)})).text();
await import("data:text/javascript;charset=utf-8," + encodeURIComponent(text));
self.removeEventListener("message", keep);
for (const data of early) self.dispatchEvent(new MessageEvent("message", { data }));
`;
  return `data:text/javascript;charset=utf-8,${encodeURIComponent(code)}`;
}
