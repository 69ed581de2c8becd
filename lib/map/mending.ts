/**
 * Mending a map: another function, or other options, for what runs again. That makes a new version of it.
 *
 * @module
 */

import { checkDeliverySetting } from "../submission/map_settings.ts";
import { deliverToPool } from "../backend/pool/delivering.ts";
import { absoluteFile } from "../base/files.ts";
import { say } from "../base/say.ts";
import { version as htmapVersion } from "../base/version.ts";
import type { Capture, Captured } from "../capture/mod.ts";
import { TAG } from "../codec/bytes/tags.ts";
import { argumentsOf, callsIn } from "../store/inputs.ts";
import { changeOptions, checkChange } from "../submission/changed_options.ts";
import { sharableFiles } from "../submission/common_files.ts";
import type { Delivery } from "../submission/delivered.ts";
import { shared } from "../submission/delivery.ts";
import { inheritedOptions } from "../submission/inherited_options.ts";
import { type MapOptions, mergeMapOptions, type ResolvedOptions } from "../submission/options.ts";
import { nextLink } from "../submission/file_links.ts";
import { SentFiles } from "../submission/sent_files.ts";
import { type JobFiles, sentToAll } from "../submission/sent_record.ts";
import { currentRuntime } from "../submission/runtime.ts";
import type { MapHandle } from "./handle.ts";
import type { SubmissionParts } from "./map_files.ts";
import type { NewVersion, VersionRecord } from "./versions.ts";

/** What is to be mended, as `rerun()` takes it. */
export interface MendingOptions {
  readonly with?: unknown;
  readonly mapOptions?: MapOptions | undefined;
  readonly quiet?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A mended function, or changed options, or both: all that can be wrong with them has been found. */
export class Mending {
  private constructor(
    readonly capture: Capture | undefined,
    readonly captured: Captured | undefined,
    readonly mapOptions: MapOptions,
    readonly options: MendingOptions,
    /** Says how files are sent. */
    readonly sent: SentFiles,
  ) {}

  /**
   * Captures a mended function, and checks changed options, before anything is changed.
   *
   * @param handle The map.
   * @param components The components that are to run with it.
   * @param options What is to be mended.
   * @returns What was mended; `undefined` if nothing was.
   * @throws {CannotCapture} If the function cannot travel.
   * @throws {InvalidArgument} If a component's input is none for it.
   * @throws {ReservedOptionKeyword} If an option is one htmap sets itself.
   * @throws {InvalidOption} If an option's name or value cannot be used.
   */
  static async of(
    handle: MapHandle,
    components: readonly number[],
    options: MendingOptions,
  ): Promise<Mending | undefined> {
    const { with: func, signal } = options;
    const { chunk: _ofOwnMaps, ...inherited } = inheritedOptions(func) ?? {};
    // Merged also if there is nothing to merge: their values are looked at more than once.
    const mapOptions = mergeMapOptions(options.mapOptions, inherited);
    const isChange = Object.keys(mapOptions).length > 0;
    if (func === undefined && !isChange) return undefined;
    checkChange(mapOptions);
    const sent = new SentFiles(await nextLink(handle.paths));
    if (func === undefined) return new Mending(undefined, undefined, mapOptions, options, sent);
    // Most of what is done to a map captures nothing.
    const { Capture } = await import("../capture/mod.ts");
    const capture = await Capture.of(func, { files: sent, ...signal && { signal } });
    if (capture.knowsInputs) await checkInputsOf(handle, components, capture);
    return new Mending(capture, await capture.finish(), mapOptions, options, sent);
  }

  /**
   * Works out the version that the mending makes of another.
   *
   * @param handle The map.
   * @param before The newest version.
   * @param parts What submissions of that have in common.
   * @returns What it is to be; nothing is written yet.
   * @throws {MisalignedInputData} If a variadic option has not one value a component of the map.
   * @throws {InvalidOption} If an option's value cannot be used together with the others.
   * @throws The errors of delivering the program, if that of the map cannot run the function.
   */
  async plan(
    handle: MapHandle,
    before: VersionRecord,
    parts: SubmissionParts,
  ): Promise<NewVersion> {
    const { capture, captured, mapOptions } = this;
    const functionInputs = capture ? capture.inputFiles.map(absoluteFile) : parts.functionInputs;
    const options = this.#optionsAfter(handle, parts, functionInputs ?? []);
    const { files: sentBefore } = parts;
    if (sentBefore) this.sent.avoid(sentBefore);
    const ofFunction = capture ? undefined : sentBefore?.ofFunction;
    const files = this.sent.record(options, sentBefore?.ofArguments, ofFunction);
    // What this htmap captures, it also runs.
    const isNewRuntime = this.isNewRuntime(before);
    const delivery = isNewRuntime
      ? await this.#deliver(handle, { options, files })
      : await deliveryWith(handle, parts, { options, files });
    return {
      record: {
        created: new Date().toISOString(),
        functionName: capture ? nameOf(capture) : before.functionName,
        ...!capture && { functionVersion: before.functionVersion },
        mapOptions: shownOptions(mapOptions),
        takesFirst: capture ? takesFirst(handle) : before.takesFirst,
        runsTogether: isNewRuntime || before.runsTogether,
        runsParts: isNewRuntime || before.runsParts,
        htmap: isNewRuntime ? htmapVersion() : before.htmap,
      },
      parts: { options, files, delivery, functionInputs },
      links: this.sent.links,
      captured,
    };
  }

  /** @returns Whether what runs again gets another program than a version had. */
  isNewRuntime(before: VersionRecord): boolean {
    return this.capture !== undefined && before.htmap !== htmapVersion();
  }

  #optionsAfter(
    { layout }: MapHandle,
    { options, functionInputs: before = [] }: SubmissionParts,
    functionInputs: readonly string[],
  ): ResolvedOptions {
    const given = this.mapOptions;
    if (!this.capture) return changeOptions(options, given, layout);
    const own = options.fixedInputFiles.filter((file) => !before.includes(file));
    const files = { fixedInputFiles: functionInputs };
    return changeOptions(
      { ...options, fixedInputFiles: own },
      mergeMapOptions(given, files),
      layout,
    );
  }

  async #deliver(
    handle: MapHandle,
    { options, files }: Pick<SubmissionParts, "options" | "files">,
  ): Promise<Delivery> {
    const { directory, backend, layout, tag, paths } = handle;
    const { signal, quiet } = this.options;
    if (backend.name === "htcondor") checkDeliverySetting();
    const runtime = await currentRuntime(directory, signal);
    if (backend.name === "local") return shared({ runtime });
    const note = quiet ? undefined : say;
    const map = { files, tag, paths, chunk: layout.chunk, directory, signal, note };
    return await deliverToPool(runtime, options, map);
  }
}

/** One that is written where it is given has the name of the option. */
function nameOf({ name }: Capture): string {
  return name === "with" ? "(anonymous)" : name;
}

/** The same delivery, where some of the user's files that go along with it are others. */
async function deliveryWith(
  { paths }: MapHandle,
  { delivery, ...before }: SubmissionParts,
  after: JobFiles,
): Promise<Delivery> {
  if (!delivery.commonFiles) return delivery;
  const sentBefore = new Set(sentToAll(before));
  const own = delivery.commonFiles.filter((file) => !sentBefore.has(file));
  const given = await sharableFiles(sentToAll(after), paths.root);
  return { ...delivery, commonFiles: [...own, ...given] };
}

/** Finds out whether a component's input is one for a function that says what it takes. */
async function checkInputsOf(
  handle: MapHandle,
  components: readonly number[],
  capture: Capture,
): Promise<void> {
  const classes = await handle.results.classes();
  const wanted = new Set(components);
  for (const call of callsIn(handle.paths, handle.inputStarts)) {
    if (wanted.has(call.component)) capture.checkInput(argumentsOf(call, classes), call.component);
  }
}

/** What the items begin with that may need the classes of a map, or its own objects. */
const OF_CLASSES = [TAG.DECORATED, TAG.KNOWN, TAG.SERIALIZED, TAG.PRIVATE, TAG.SAME].map((tag) =>
  Buffer.of(0xd9, tag >> 8, tag & 0xff)
);

/**
 * Whether inputs may need the classes of the first version. Other bytes may look as if they did: then these
 * go along for nothing.
 */
function takesFirst({ paths, inputStarts }: MapHandle): boolean {
  for (const { content } of callsIn(paths, inputStarts)) {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    if (OF_CLASSES.some((head) => bytes.includes(head))) return true;
  }
  return false;
}

/** Options as text, to be shown. */
function shownOptions(options: MapOptions): Record<string, string> {
  const shown = (value: unknown): string => {
    if (typeof value !== "object" || value === null) return String(value);
    const values = Symbol.iterator in value ? [...value as Iterable<unknown>] : [];
    return values.length > 3 ? `${values.length} values` : values.map(shown).join(", ");
  };
  const { customOptions = {}, ...others } = options;
  return Object.fromEntries(
    [...Object.entries(others), ...Object.entries(customOptions)]
      .map(([key, value]) => [key, shown(value)]),
  );
}
