/**
 * Copying and moving files and directories to where they travel from, as they are to arrive: a link
 * becomes what it points to, and what is neither a file nor a directory is left out.
 *
 * @module
 */

import { dirname } from "node:path";
import { isDirectory, isThere, removeTree, removeTreeSync } from "../lib/base/files.ts";

/**
 * Copies a file, or a directory with all in it.
 *
 * A file replaces what is there; a directory adds to one that is there. A link to nothing is left out,
 * and so is one that leads back to where it is.
 *
 * @param source Its path.
 * @param directory The directory to copy it into.
 * @param name Its name there, which may be a path.
 */
export async function copyTree(source: string, directory: string, name: string): Promise<void> {
  await copy(source, makeWay(directory, name), []);
}

/**
 * Moves a file, or a directory with all in it, as {@linkcode copyTree} copies it. What links point to is
 * copied.
 *
 * @param source Its path.
 * @param directory The directory to move it into, on the same file system.
 * @param name Its name there, which may be a path.
 */
export async function moveTree(source: string, directory: string, name: string): Promise<void> {
  const target = makeWay(directory, name);
  const { isFile, isDirectory } = await Deno.lstat(source);
  if (isDirectory && !isThere(target) && isPlain(source)) await Deno.rename(source, target);
  else if (isDirectory) {
    await copyLinks(source, target, []); // while all is there that they may point to
    await moveDirectory(source, target);
  } else if (isFile) await moveFile(source, target);
  else await copy(source, target, []);
}

/** Whether a directory can go as it is. */
function isPlain(directory: string): boolean {
  return Deno.readDirSync(directory).every(({ name, isFile, isDirectory }) =>
    isFile || (isDirectory && isPlain(`${directory}/${name}`))
  );
}

/** Makes the directories on the way to a name, in place of files that may be there. */
function makeWay(directory: string, name: string): string {
  const parts = name.split("/");
  for (let i = 1; i < parts.length; i++) {
    makeDirectory(`${directory}/${parts.slice(0, i).join("/")}`);
  }
  return `${directory}/${name}`;
}

/** At once: other calls may put something into the same one. */
function makeDirectory(path: string): void {
  if (isDirectory(path)) return;
  removeTreeSync(path);
  Deno.mkdirSync(path);
}

/** @param above The directories that this is a part of. */
async function copy(source: string, target: string, above: readonly string[]): Promise<void> {
  const info = await statIfThere(source);
  if (info?.isFile) {
    removeTreeSync(target);
    await Deno.copyFile(source, target);
  } else if (info?.isDirectory) {
    const real = await Deno.realPath(source);
    if (above.includes(real) || `${await Deno.realPath(dirname(target))}/`.startsWith(`${real}/`)) {
      return;
    }
    makeDirectory(target);
    for (const { name } of Deno.readDirSync(source)) {
      await copy(`${source}/${name}`, `${target}/${name}`, [...above, real]);
    }
  }
}

async function copyLinks(source: string, target: string, above: readonly string[]): Promise<void> {
  makeDirectory(target);
  const around = [...above, await Deno.realPath(source)];
  for (const { name, isSymlink, isDirectory } of Deno.readDirSync(source)) {
    const [from, to] = [`${source}/${name}`, `${target}/${name}`];
    if (isSymlink) await copy(from, to, around);
    else if (isDirectory) await copyLinks(from, to, around);
  }
}

/** Moves what is no link. */
async function moveDirectory(source: string, target: string): Promise<void> {
  for (const { name, isFile, isDirectory } of Deno.readDirSync(source)) {
    const [from, to] = [`${source}/${name}`, `${target}/${name}`];
    if (isDirectory) await moveDirectory(from, to);
    else if (isFile) await moveFile(from, to);
  }
  await removeTree(source);
}

async function moveFile(source: string, target: string): Promise<void> {
  if (isDirectory(target)) await removeTree(target);
  await Deno.rename(source, target);
}

/**
 * Looks at a file or directory, or at what a link points to.
 *
 * @param path Its path.
 * @returns What the system knows of it, or `undefined` if there is nothing.
 */
export async function statIfThere(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    const { NotFound, FilesystemLoop, NotADirectory } = Deno.errors;
    if ([NotFound, FilesystemLoop, NotADirectory].some((type) => error instanceof type)) {
      return undefined;
    }
    throw error;
  }
}
