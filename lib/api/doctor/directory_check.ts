/**
 * Whether the htmap directory is safe, has room and can be written to, and the log in it.
 *
 * @module
 */

import { dirname } from "node:path";
import { statfs } from "node:fs/promises";
import { UnusableDirectory } from "../../base/errors.ts";
import { removeTree, statIfThere, TEMPORARY_MARK } from "../../base/files.ts";
import { asUnusable, checkParents } from "../../base/private_directory.ts";
import { troubleWithWriting } from "../../base/system_error.ts";
import { settings } from "../../settings/settings.ts";
import { HTMapDirectory } from "../../store/paths.ts";
import { size } from "../../text/size.ts";
import { type Check, fault, type Finding, note, ok, warning } from "./finding.ts";

/** Below this a disk is nearly full, in bytes: a map of the binary is some hundred MB. */
const LITTLE_ROOM = 500 * 1024 ** 2;
/** Below this many files a disk is nearly full. */
const FEW_FILES = 10_000;
/** How much is written to see that it can be, in bytes: what is over quota shows only so. */
const WRITTEN = 256 * 1024;

/** File systems of other machines, by the numbers that Linux gives them in `statfs` (its `magic.h`). */
const NETWORK: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x5346414f, "AFS"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB"],
  [0x0bd00bd0, "Lustre"],
  [0x47504653, "GPFS"],
  [0x19830326, "BeeGFS"],
  [0x00c36400, "CephFS"],
]);
/** One that is in memory, and gone when the machine is started again. */
const IN_MEMORY = 0x01021994;

/** Whether the htmap directory can be used. */
export const directoryCheck: Check = {
  name: "directory",
  timeout: 20_000,
  needs: ["settings"],
  run: async () => await lookAtDirectory(HTMapDirectory.current()),
};

/**
 * Looks at an htmap directory.
 *
 * @param directory The directory.
 * @returns What was found.
 */
export async function lookAtDirectory(directory: HTMapDirectory): Promise<Finding[]> {
  const { root } = directory;
  let isThere: boolean;
  try {
    isThere = await directory.check();
    if (!isThere) checkParents(root);
  } catch (error) {
    if (error instanceof UnusableDirectory) return [fault(error.message)];
    throw error;
  }
  const place = isThere ? root : await nearestParent(root);
  const written = await tryWriting(place);
  if (written) return [written];
  const first = isThere
    ? ok(`The htmap directory ${root} is yours alone, and can be written to`)
    : note(`There is no htmap directory yet; the first map makes ${root}, which can be made there`);
  return [first, ...await tryLocking(place), ...await roomOn(place)];
}

async function nearestParent(path: string): Promise<string> {
  let place = dirname(path);
  while (!(await statIfThere(place))?.isDirectory && place !== "/") place = dirname(place);
  return place;
}

/** Writes a file and takes it away. */
async function tryWriting(place: string): Promise<Finding | undefined> {
  const path = `${place}/${TEMPORARY_MARK}${crypto.randomUUID()}`;
  try {
    await Deno.writeFile(path, new Uint8Array(WRITTEN), { createNew: true, mode: 0o600 });
    return undefined;
  } catch (error) {
    const trouble = error instanceof Error
      ? troubleWithWriting(error, "name another directory with HTMAP_DIR")
      : undefined;
    if (!trouble) return fault(asUnusable(place, error).message);
    return fault(`Nothing can be written to ${place}: ${trouble.reason}`, {
      advice: trouble.advice,
    });
  } finally {
    await removeTree(path);
  }
}

/** Sees whether the kernel's locks work there: some network file systems have none, or hang. */
async function tryLocking(place: string): Promise<Finding[]> {
  const path = `${place}/${TEMPORARY_MARK}${crypto.randomUUID()}`;
  try {
    using first = await Deno.open(path, { read: true, write: true, createNew: true, mode: 0o600 });
    using second = await Deno.open(path, { read: true, write: true });
    const keepsOut = first.tryLockSync(true) && !second.tryLockSync(true);
    return keepsOut ? [] : [noLocks(place, "they keep nobody out")];
  } catch (error) {
    return [noLocks(place, error instanceof Error ? error.message : String(error))];
  } finally {
    await removeTree(path);
  }
}

function noLocks(place: string, why: string): Finding {
  return warning(
    `Locks do not work in ${place} (${why}): two processes could get in each other's way`,
    {
      advice: "Do one thing at a time to a map, or name a directory on another disk with HTMAP_DIR",
    },
  );
}

/** How much room there is, and on what kind of file system. */
async function roomOn(place: string): Promise<Finding[]> {
  const { type, bsize, bavail, blocks, files, ffree } = await statfs(place);
  const [free, all] = [Number(bavail) * Number(bsize), Number(blocks) * Number(bsize)];
  const findings: Finding[] = [];
  if (free < LITTLE_ROOM) {
    findings.push(
      warning(`The disk of ${place} is nearly full: ${size(free)} of ${size(all)} are free`, {
        advice:
          "Remove maps that you need no more, which `htmap status` lists with their sizes, or name a " +
          "directory on another disk with HTMAP_DIR",
      }),
    );
  } else findings.push(ok(`Its disk has ${size(free)} free`));
  // Some file systems count no files.
  if (Number(files) > 0 && Number(ffree) < FEW_FILES) {
    findings.push(warning(`The disk of ${place} can hold only ${ffree} more files`, {
      advice: "Remove maps that you need no more; one of many components has many files",
    }));
  }
  const network = NETWORK.get(Number(type));
  if (network !== undefined) {
    findings.push(note(`It is on ${network}, which other machines have, too: news may come late`, {
      ...network === "AFS" && {
        advice:
          "HTCondor has no ticket for AFS: jobs may not be able to write there. Name a directory " +
          "on another disk with HTMAP_DIR",
      },
    }));
  }
  if (Number(type) === IN_MEMORY) {
    findings.push(note("It is in memory: all maps are gone when the machine is started again"));
  }
  return findings;
}

/** Whether the log can be written. */
export const logCheck: Check = {
  name: "log",
  timeout: 10_000,
  needs: ["settings", "directory"],
  run: async () => await lookAtLog(HTMapDirectory.current()),
};

async function lookAtLog({ log, logFolder }: HTMapDirectory): Promise<Finding[]> {
  const level = settings.getString("LOG.LEVEL") ?? "none";
  if (level === "none") {
    return [
      note('htmap keeps no log: LOG.LEVEL is "none"', {
        advice: "With one, what went wrong can be looked up later",
        command: "htmap unset LOG.LEVEL",
      }),
    ];
  }
  if (!(await statIfThere(logFolder))?.isDirectory) {
    return [note(`There is no log yet; the first map begins ${log}`)];
  }
  const info = await statIfThere(log);
  if (!info) return [note(`The log ${log} has not been begun`)];
  try {
    using _ = await Deno.open(log, { append: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [
      warning(`The log ${log} cannot be written, and htmap goes on without it: ${why}`, {
        advice: "Make it your own, or move it away",
      }),
    ];
  }
  return [ok(`The log ${log} has ${size(info.size)}, of level ${level} and above`)];
}
