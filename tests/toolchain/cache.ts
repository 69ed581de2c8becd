/**
 * What the toolchain keeps between runs, outside the checkout: things that take long to make,
 * each made once, whole or not at all, and never by two runs at the same time.
 *
 * @module
 */

import { run, say } from "./process.ts";

/**
 * The directory of everything the toolchain keeps, made when it is not there:
 * `$HTMAP_TOOLCHAIN_DIR`, else `$XDG_CACHE_HOME/htmap-toolchain`, else `~/.cache/htmap-toolchain`.
 */
export async function cacheDirectory(): Promise<string> {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? "/tmp";
  const caches = Deno.env.get("XDG_CACHE_HOME") || `${home}/.cache`;
  const directory = Deno.env.get("HTMAP_TOOLCHAIN_DIR") || `${caches}/htmap-toolchain`;
  await Deno.mkdir(directory, { recursive: true });
  return await Deno.realPath(directory);
}

/**
 * Does something while no other run of the toolchain does anything under the same name.
 * The lock is the kernel's, so it ends with the process that holds it.
 *
 * @param name The name of the lock.
 */
export async function locked<T>(name: string, work: () => Promise<T>): Promise<T> {
  const file = await Deno.open(`${await cacheDirectory()}/${name}.lock`, {
    create: true,
    write: true,
  });
  try {
    if (!await file.tryLock(true)) {
      say(`waiting for another run of the toolchain that is making ${name}`);
      await file.lock(true);
    }
    return await work();
  } finally {
    file.close();
  }
}

/**
 * The path of a thing kept in the cache; makes it when it is not there yet.
 *
 * It is made under another name and renamed when it is whole, so that an interrupted run leaves
 * nothing that looks finished; what it left is deleted by the next one.
 *
 * @param name The name of the file or directory. It carries the version of what is in it.
 * @param make Makes it at the path it is given.
 */
export async function cached(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const path = `${await cacheDirectory()}/${name}`;
  if (await exists(path)) return path;
  return await locked(name, async () => {
    if (await exists(path)) return path;
    const partial = `${path}.partial`;
    await deleteTree(partial);
    await make(partial);
    await Deno.rename(partial, path);
    return path;
  });
}

/** Whether there is something at the path. */
export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Deletes a tree, if it is there, that file systems may have been mounted in: refuses while one is,
 * since deleting would go on into it.
 *
 * @throws {Error} when something is mounted in it.
 */
export async function deleteTree(path: string): Promise<void> {
  if (!await exists(path)) return;
  if (Deno.build.os !== "linux") return await Deno.remove(path, { recursive: true });
  const mounts = mountsUnder(path, await Deno.readTextFile("/proc/self/mountinfo"));
  if (mounts.length > 0) {
    throw new Error(
      `${path} cannot be deleted: ${mounts.join(", ")} is mounted in it. Unmount it first`,
    );
  }
  await run(["rm", "-rf", "--one-file-system", path]);
}

/**
 * The mount points at or under a path.
 *
 * @param mountinfo The text of `/proc/self/mountinfo`.
 */
export function mountsUnder(path: string, mountinfo: string): string[] {
  return mountinfo.split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .map((point) =>
      point.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)))
    )
    .filter((point) => point === path || point.startsWith(`${path}/`));
}
