/**
 * What is done to a map's jobs, and to its tag.
 *
 * @module
 */

import { checkOptionKeys } from "../base/arguments.ts";
import type { Action, BackendOptions, Resource } from "../backend/backend.ts";
import { CannotRetagMap, InvalidOption } from "../base/errors.ts";
import { warn } from "../base/say.ts";
import { log } from "../log/log.ts";
import { changeTag, tagsOfMap } from "../store/map_tag.ts";
import { checkTag, tagInUse } from "../store/tags.ts";
import type { MapHandle } from "./handle.ts";

/**
 * Has the backend do something to all jobs of a map.
 *
 * @param handle The map.
 * @param action What to do; a map is removed by `removeMap`.
 * @param options A signal to stop waiting for it.
 * @throws {InvalidArgument} If there is no such option, or the signal is none.
 * @throws {MapWasRemoved} If the map was removed.
 * @throws {UnusableDirectory} If others may write in the map's directory.
 * @throws {HTCondorError} If HTCondor does not do it.
 */
export async function act(
  handle: MapHandle,
  action: Exclude<Action, "remove">,
  options: BackendOptions,
): Promise<void> {
  checkOptionKeys(`${action}()`, options, ["signal"]);
  await handle.checkForAct();
  await handle.backend.act(action, handle.paths, options);
  log("info", "map", `To the jobs of the map "${handle.tag}": ${action}`, {
    tag: handle.tag,
    action,
  });
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
 * @throws {InvalidArgument} If there is no such option, or the signal is none.
 * @throws {MapWasRemoved} If the map was removed.
 * @throws {UnusableDirectory} If others may write in the map's directory.
 * @throws {HTCondorError} If HTCondor does not do it.
 */
export async function edit(
  handle: MapHandle,
  attribute: Resource,
  value: number,
  options: BackendOptions,
): Promise<void> {
  const call = attribute === "RequestMemory" ? "setMemory()" : "setDisk()";
  checkOptionKeys(call, options, ["signal"]);
  await handle.checkForAct();
  if (!Number.isSafeInteger(value) || value <= 0) {
    const unit = attribute === "RequestMemory" ? "MB" : "KB";
    throw new InvalidOption(
      `${attribute} must be a whole number of ${unit} above 0, but it is ${value}. Change it`,
    );
  }
  const goesForAll = await handle.backend.edit(attribute, value, handle.paths, options);
  if (!goesForAll) {
    warn(
      `Not all components of the map "${handle.tag}" ask for that now: those that are UNMATERIALIZED each have ` +
        "a value of their own, which HTCondor lets nobody change. Change it again once they are IDLE",
    );
  }
  const message = `The jobs of the map "${handle.tag}" now ask for ${attribute} ${value}`;
  log("info", "map", message, { tag: handle.tag, attribute, value });
}

/**
 * Gives a map another tag, which makes it persistent. The old tag is free at once. Of several processes
 * that do so at once, one after the other does it, or is told that the map has another tag by now.
 *
 * @param handle The map.
 * @param tag The tag it gets.
 * @throws {InvalidTag} If it cannot be one.
 * @throws {TagAlreadyExists} If it is in use.
 * @throws {CannotRetagMap} If another process has retagged or is removing the map.
 * @throws {CannotWrite} If the disk is full.
 * @throws {UnusableDirectory} If others may write in the map's directory.
 * @throws {MapWasRemoved} If the map was removed.
 */
export async function retag(handle: MapHandle, tag: string): Promise<void> {
  await handle.checkForAct();
  checkTag(tag);
  const { directory, paths } = handle;
  const refused = (reason: string, advice: string): CannotRetagMap =>
    new CannotRetagMap(handle.tag, tag, reason, advice);
  switch (await changeTag(directory, paths, () => handle.tag, tag)) {
    case "done":
      log("info", "map", `The map "${handle.tag}" is now "${tag}"`, { tag, before: handle.tag });
      return handle.retagged(tag);
    case "taken":
      throw await tagInUse(directory, tag);
    case "removing":
      throw refused(
        "it is being removed",
        "Finish that with `htmap clean`, and make the map again",
      );
    case "busy":
      throw refused("another process is giving it a tag just now", "Try again when that is done");
    case "lost": {
      const [now] = tagsOfMap(directory, paths);
      const error = refused(
        `another process has ${
          now === undefined ? "removed it" : `given it the tag "${now}"`
        } since it was loaded here`,
        "See `htmap tags`, load the map by the tag it has now, and try again",
      );
      if (now !== undefined) handle.retagged(now);
      throw error;
    }
  }
}
