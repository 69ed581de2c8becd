/**
 * The cells of a notebook, as they were typed. The engine only knows the JavaScript that Deno makes of them,
 * without types, and lines set anew; but a kernel tells all who listen what it is about to run.
 *
 * @module
 */

import { IN_NOTEBOOK, tellNotebook } from "../../text/notebook.ts";
import { Inspector, IS_INTERACTIVE, type ScriptInfo } from "./inspector.ts";
import { type Heard, type KernelAddress, listenTo, MARK, type RunCell } from "./kernel_messages.ts";
import { matched, tokenMap, tokensOf } from "./token_map.ts";
import type { RawSourceMap } from "./source_map.ts";

/** How long to wait until the kernel is listened to, in milliseconds. */
const PATIENCE = 20_000;
/** How long what the kernel has said may take to get here, in milliseconds. */
const ON_ITS_WAY = 10_000;

/** What Deno writes before what it made of a cell, or of what was typed into its REPL. */
const START = "'use strict'; void 0;";

/** What is said of places in JavaScript that Deno made of a cell nobody told htmap of. */
const AS_RUN = ", as Deno runs it";

/** The mark that says that a worker listens. */
const LISTENS = "htmap: a worker listens";

/** The cells that were run since htmap was imported. */
class Cells {
  readonly #cells: RunCell[] = [];
  readonly #ofScript = new Map<string, RunCell>();
  /** What to do when a mark is heard. */
  readonly #marks = new Map<string, () => void>();

  /** Takes what was heard. */
  hear({ cell, mark }: Heard): void {
    if (mark) this.#marks.get(mark)?.();
    // For a moment, two listen.
    const isNew = cell &&
      !this.#cells.some(({ number, started }) =>
        number === cell.number && started === cell.started
      );
    if (isNew) this.#cells.push(cell);
  }

  /** Finds the cell that a script was made of. */
  async of({ scriptId, loaded }: ScriptInfo, source: string): Promise<RunCell | undefined> {
    const known = this.#ofScript.get(scriptId);
    if (known || loaded === undefined || !await this.#haveAllBeenHeard()) return known;
    const at = this.#cells.findLastIndex(({ started }) => started <= loaded);
    const [before, last] = [this.#cells[at - 1], this.#cells[at]];
    // It was the last that had begun; of two that began in one millisecond, the one it is like.
    const isBefore = before && last?.started === loaded &&
      likeness(source, before.code) > likeness(source, last.code);
    const found = isBefore ? before : last;
    if (found) this.#ofScript.set(scriptId, found);
    return found;
  }

  /** Waits until all has been heard that the kernel has said so far. It says things in their order. */
  async #haveAllBeenHeard(): Promise<boolean> {
    const mark = `htmap: ${crypto.randomUUID()}`;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#marks.set(mark, () => resolve(true));
    sayMark(mark);
    const isHeard = await beforeTime(ON_ITS_WAY, promise) ?? false;
    this.#marks.delete(mark);
    return isHeard;
  }
}

/** How many words and signs a script has in common with a cell. */
function likeness(source: string, code: string): number {
  return matched(tokensOf(source), tokensOf(code))?.size ?? 0;
}

/** Has the kernel say a mark. */
function sayMark(mark: string): void {
  tellNotebook(MARK, { comm_id: mark, data: {} });
}

/** Listens to the kernel from now on; to none that cannot be found or does not answer, as of a future Deno. */
async function listen(): Promise<Cells | undefined> {
  const address = await kernelAddress();
  if (!address) return undefined;
  const cells = new Cells();
  const here = new AbortController();
  const listening = Promise.withResolvers<boolean>();
  listenTo(address, (heard) => {
    listening.resolve(true);
    cells.hear(heard);
    if (heard.mark === LISTENS) here.abort();
  }, here.signal).catch(() => listening.resolve(false));
  // That the kernel knows of a listener shows only when it is heard.
  const marks = setInterval(() => sayMark("htmap: somebody listens"), 20);
  try {
    if (!await beforeTime(PATIENCE, listening.promise)) {
      here.abort();
      return undefined;
    }
  } finally {
    clearInterval(marks);
  }
  listenInWorker(address, cells);
  return cells;
}

/**
 * Listens in a worker, which takes its time to start. All that is said after the first it hears need not be
 * listened to here, but what was said before may still be on its way.
 */
function listenInWorker(address: KernelAddress, cells: Cells): void {
  const worker = new Worker(new URL("./cell_listener.ts", import.meta.url), { type: "module" });
  let isFirst = true;
  worker.onmessage = ({ data }: MessageEvent<Heard>): void => {
    if (isFirst) sayMark(LISTENS);
    isFirst = false;
    cells.hear(data);
  };
  // Then it goes on here, or the kernel has ended.
  worker.onerror = (event): void => event.preventDefault();
  worker.postMessage(address);
}

/** Where this process says what it runs, by the file that whoever started it told it that in. */
async function kernelAddress(): Promise<KernelAddress | undefined> {
  try {
    const words = (await Deno.readTextFile("/proc/self/cmdline")).split("\0");
    const flag = words.findIndex((word) => /^--conn(?:=|$)/.test(word));
    const path = words[flag]?.slice("--conn=".length) || words[flag + 1] || "";
    const info = Object(JSON.parse(await Deno.readTextFile(path)));
    const { transport, ip: hostname, iopub_port: port } = info;
    return transport === "tcp" ? { hostname, port } : undefined;
  } catch {
    return undefined; // not Linux, or the file is gone: then positions are those of what the engine runs
  }
}

async function beforeTime<T>(milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** From here on nothing must be missed: the next cell may follow at once. */
const cells = IN_NOTEBOOK
  ? await Promise.all([listen(), Inspector.open()]).then(([cells]) => cells)
  : undefined;

/**
 * Finds what a script of a notebook, or of Deno's REPL, was made from.
 *
 * @param info The script.
 * @param source What the engine runs.
 * @returns A map to the cell as it was typed; where nothing is known of that, to the JavaScript, under a name
 *   that says so. `undefined` for any other script.
 */
export async function cellMap(
  info: ScriptInfo,
  source: string,
): Promise<RawSourceMap | undefined> {
  if (!IS_INTERACTIVE || info.url !== "" || !source.startsWith(START)) return undefined;
  const cell = await cells?.of(info, source);
  if (cell) return tokenMap(`cell [${cell.number}]`, cell.code, source);
  return tokenMap(await nameOfUnknown(info), withoutStart(source), source);
}

/** The name of a script of which it is not known what was typed. */
async function nameOfUnknown(info: ScriptInfo): Promise<string> {
  if (!IN_NOTEBOOK) return "REPL";
  if (info.loaded !== undefined) return `a cell${AS_RUN}`;
  // Its number is not known, not even when the next one's is: some cells in between may not count.
  const isImporting = info.scriptId === await importingCell();
  return (isImporting ? "the cell that imports htmap" : "a cell from before htmap was imported") +
    AS_RUN;
}

/** The script of the cell that ran when htmap was imported: it was the last. */
async function importingCell(): Promise<string | undefined> {
  const inspector = await Inspector.open();
  const before = inspector.scripts().filter(({ url, loaded }) =>
    url === "" && loaded === undefined
  );
  for (const { scriptId } of before.toArray().reverse()) {
    if ((await inspector.source(scriptId)).startsWith(START)) return scriptId;
  }
  return undefined;
}

function withoutStart(source: string): string {
  return source.startsWith(START) ? source.slice(START.length) : source;
}
