/**
 * Whether a directory is its user's alone.
 *
 * What is in htmap's directory is run in its user's name: whoever may write there, or put another
 * directory in its place, could have any command run. So it is refused, as ssh does with its files.
 * This needs neither settings nor a package, since the local backend's scheduler must start without.
 *
 * @module
 */

import { UnusableDirectory } from "./errors.ts";
import { troubleWithSystem } from "./system_error.ts";
import { shellWord } from "../text/shell_word.ts";

/** What is looked at of a directory. */
export type Access = Pick<Deno.FileInfo, "uid" | "mode">;

/** The bits by which a group, and all others, may write. An access control list shows in the first. */
const WRITABLE = 0o022;
const WRITABLE_BY_ALL = 0o002;
const PASSABLE = 0o011;
const PASSABLE_BY_ALL = 0o001;
/** In a directory with this bit everyone may move only what is their own. */
const STICKY = 0o1000;

/**
 * Tells why a file or directory is not its user's alone.
 *
 * @param access Whose it is, and who may do what. Where the system knows no users, nothing is wrong.
 * @param user The number of the user.
 * @returns The reason, as the end of a sentence about it, or `undefined`.
 */
export function reasonNotPrivate(
  { uid, mode }: Access,
  user: number | null = Deno.uid(),
): string | undefined {
  if (user !== null && uid !== null && uid !== user) {
    return `it belongs to another user (number ${uid}; you are ${user})`;
  }
  if (mode !== null && (mode & WRITABLE) !== 0) {
    return `others than you may write in it (its mode is ${(mode & 0o777).toString(8)})`;
  }
  return undefined;
}

/**
 * Refuses directories that are not their user's alone.
 *
 * @param paths The directories; those that are not there are passed over.
 * @param ifForeign What to do about one that is another user's.
 * @throws {UnusableDirectory} If others may write in one, or it is another user's. In the first case its
 *   advice is the command that closes all of them.
 */
export function checkPrivate(
  paths: readonly string[],
  ifForeign = "Move it away, or have it given to you",
): void {
  const user = Deno.uid();
  const open: string[] = [];
  let first: string | undefined;
  for (const path of paths) {
    const access = accessOf(path);
    const reason = access && reasonNotPrivate(access, user);
    if (access === undefined || reason === undefined) continue;
    if (access.uid !== user) throw new UnusableDirectory(path, reason, ifForeign);
    first ??= reason;
    open.push(path);
  }
  if (open[0] === undefined) return;
  throw new UnusableDirectory(
    open[0],
    `${first}, and what is in it runs in your name`,
    "Look whether all that is in it is yours, and then close it with " +
      `\`chmod go-w ${open.map(shellWord).join(" ")}\``,
  );
}

/**
 * Refuses a directory, and what is in it, as {@linkcode checkPrivate} does. What is in it is looked at
 * only if others may pass through the directory.
 *
 * @param path The directory.
 * @param inner Directories in it.
 * @throws {UnusableDirectory} If others may write in it, or in one of those, or it is another user's.
 */
export function checkPrivateTree(path: string, inner: readonly string[]): void {
  checkPrivate([path]);
  if (((accessOf(path)?.mode ?? 0) & PASSABLE) !== 0) checkPrivate(inner);
}

/**
 * Refuses a directory that everyone may put another one in the place of. Who owns a directory above it,
 * or is of that one's group, is trusted with it, as with whatever else is there.
 *
 * @param path The directory, which need not be there.
 * @throws {UnusableDirectory} If everyone may write in a directory above it that is not sticky, and get
 *   there.
 */
export function checkParents(path: string): void {
  for (const way of new Set([path, realPath(path)])) {
    for (const parent of parentsOf(way)) {
      const { mode } = accessOf(parent) ?? {};
      if (mode === undefined || mode === null) continue;
      if ((mode & PASSABLE_BY_ALL) === 0) break; // what is below is out of the others' reach
      if ((mode & WRITABLE_BY_ALL) === 0 || (mode & STICKY) !== 0) continue;
      throw new UnusableDirectory(
        path,
        `everyone may write in ${parent}, and so put another directory in its place`,
        `Close that with \`chmod o-w ${shellWord(parent)}\` or \`chmod +t ${
          shellWord(parent)
        }\`, or ` +
          "name another directory with HTMAP_DIR",
      );
    }
  }
}

/** The directories above a path, from the top. */
function parentsOf(path: string): string[] {
  const names = path.split("/").slice(1, -1);
  return ["/", ...names.map((_, index) => `/${names.slice(0, index + 1).join("/")}`)];
}

function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path; // it is not there, or whoever uses it will say what is wrong
  }
}

function accessOf(path: string): Access | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw asUnusable(path, error);
  }
}

/**
 * Says why a directory cannot be used that the system does not let one use.
 *
 * @param path The directory.
 * @param error What the system threw.
 * @returns The error to throw.
 */
export function asUnusable(path: string, error: unknown): UnusableDirectory {
  if (!(error instanceof Error)) return new UnusableDirectory(path, String(error));
  const trouble = troubleWithSystem(error);
  return trouble
    ? new UnusableDirectory(path, trouble.reason, trouble.advice)
    : new UnusableDirectory(path, error.message);
}
