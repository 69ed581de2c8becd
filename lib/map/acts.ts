/**
 * What is done to a map's jobs, and to its tag.
 *
 * @module
 */

import type { Action, BackendOptions } from "../backend/backend.ts";
import { CannotRetagMap, InvalidOption, TagAlreadyExists } from "../base/errors.ts";
import { createFileExclusively, isThere, readTextIfThere, removeTree } from "../base/files.ts";
import { checkTag } from "../store/tags.ts";
import type { MapHandle } from "./handle.ts";

/**
 * Has the backend do something to all jobs of a map.
 *
 * @param handle The map.
 * @param action What to do; a map is removed by `removeMap`.
 * @param options A signal to stop waiting for it.
 * @throws {MapWasRemoved} If the map was removed.
 * @throws {HTCondorError} If HTCondor does not do it.
 */
export async function act(
  handle: MapHandle,
  action: Exclude<Action, "remove">,
  options: BackendOptions,
): Promise<void> {
  handle.throwIfRemoved();
  await handle.backend.act(action, handle.paths, options);
  handle.asking.expectChange();
}

/**
 * Changes what the queued jobs of a map ask for.
 *
 * @param handle The map.
 * @param attribute The resource.
 * @param value Memory in MB, disk in KB.
 * @param options A signal to stop waiting for it.
 * @throws {InvalidOption} If the value is not a whole number above 0.
 * @throws {MapWasRemoved} If the map was removed.
 * @throws {HTCondorError} If HTCondor does not do it.
 */
export async function edit(
  handle: MapHandle,
  attribute: "RequestMemory" | "RequestDisk",
  value: number,
  options: BackendOptions,
): Promise<void> {
  handle.throwIfRemoved();
  if (!Number.isSafeInteger(value) || value <= 0) {
    const unit = attribute === "RequestMemory" ? "MB" : "KB";
    throw new InvalidOption(
      `${attribute} must be a whole number of ${unit} above 0, but it is ${value}. Change it`,
    );
  }
  await handle.backend.edit(attribute, value, handle.paths, options);
}

/**
 * Gives a map another tag, which makes it persistent. The old tag is free at once.
 *
 * @param handle The map.
 * @param tag The tag it gets.
 * @throws {InvalidTag} If it cannot be one.
 * @throws {TagAlreadyExists} If it is in use.
 * @throws {CannotRetagMap} If another process has retagged or is removing the map.
 * @throws {MapWasRemoved} If the map was removed.
 */
export async function retag(handle: MapHandle, tag: string): Promise<void> {
  handle.throwIfRemoved();
  checkTag(tag);
  const { directory, paths, tag: old } = handle;
  const holder = (await readTextIfThere(directory.tag(old)))?.trim();
  if (holder !== paths.uuid) {
    const reason = "another process has given it a tag, or removed it, since it was loaded here";
    const advice = "See `htmap tags`, load the map by the tag it has now, and try again";
    throw new CannotRetagMap(old, tag, reason, advice);
  }
  if (isThere(paths.removing)) {
    const advice = "Finish that with `htmap clean`, and make the map again";
    throw new CannotRetagMap(old, tag, "it is being removed", advice);
  }
  if (!await createFileExclusively(directory.tag(tag), `${paths.uuid}\n`)) {
    throw new TagAlreadyExists(tag);
  }
  await removeTree(paths.transient);
  await removeTree(directory.tag(old));
  handle.tag = tag;
  handle.transient = false;
}
