/**
 * Finds an HTCondor for the pool tests, or makes one: a Debian 13 tree in the toolchain's cache.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { cached } from "./cache.ts";
import { onPath, run, step, ToolFailed } from "./process.ts";

/** Where HTCondor is. */
export type Condor =
  /** Installed on this machine. */
  | { readonly kind: "machine" }
  /** In a Debian tree of the toolchain's. */
  | { readonly kind: "chroot"; readonly tree: string }
  /** Nowhere, and why none can be made here. */
  | { readonly kind: "none"; readonly reason: string };

/** The name of the tree in the cache: another content needs another name. */
const TREE = "debian13-minicondor-strace-cbor2-1";

/** How long the tree may take to make: some minutes are normal on a slow line. */
const TREE_TIMEOUT = 20 * 60_000;

/** Options that make a process tree of its own, with mounts of its own, that ends as one. */
export const UNSHARE = ["unshare", "--mount", "--pid", "--fork", "--kill-child"] as const;

/**
 * Finds HTCondor on PATH, else makes a Debian tree that has it, where that is possible: as root,
 * on a Debian or one of its kin, on x64 or arm64.
 *
 * @throws {ToolFailed} when Debian itself fails to make one.
 */
export async function findCondor(): Promise<Condor> {
  const installed = onPath("condor_master");
  const obstacle = installed ? await obstacleToUser() : await obstacleToTree();
  if (obstacle === undefined && installed) return { kind: "machine" };
  if (obstacle !== undefined) return { kind: "none", reason: obstacle };
  try {
    const tree = await cached(
      TREE,
      (path) =>
        step("making a Debian 13 tree with HTCondor (once, about a minute)", async () => {
          const script = fileURLToPath(new URL("./make_chroot.sh", import.meta.url));
          await run([...UNSHARE, "bash", script, path], { timeout: TREE_TIMEOUT });
        }),
    );
    return { kind: "chroot", tree };
  } catch (error) {
    // Debian itself can always make one, so there this is a failure to be mended.
    if (!(error instanceof ToolFailed) || await isDebian()) throw error;
    return { kind: "none", reason: `a Debian 13 tree could not be made: ${error.message}` };
  }
}

/** Whether this machine runs Debian itself, and not one of its kin. */
async function isDebian(): Promise<boolean> {
  const release = await Deno.readTextFile("/etc/os-release").catch(() => "");
  return /^ID="?debian"?$/m.test(release);
}

/** Why no pool can be run with the HTCondor on PATH, in one line. It runs no jobs of root's. */
async function obstacleToUser(): Promise<string | undefined> {
  if (Deno.uid() !== 0 || await canUnshare()) return undefined;
  return "HTCondor runs no jobs of root's, and this root may not mount to become another user";
}

/** Why no Debian tree can be made on this machine, in one line. */
async function obstacleToTree(): Promise<string | undefined> {
  const without = "HTCondor is not on PATH and";
  if (Deno.build.os !== "linux") return `${without} this is not Linux (${Deno.build.os})`;
  if (Deno.uid() !== 0) return `${without} a Debian tree with it can only be made by root`;
  if (!onPath("apt-get")) return `${without} this Linux is not a Debian (no apt-get)`;
  if (await canUnshare()) return undefined;
  return `${without} this root may not mount (a container without CAP_SYS_ADMIN?)`;
}

/** Whether a process tree with mounts of its own can be made here. */
async function canUnshare(): Promise<boolean> {
  try {
    await run([...UNSHARE, "true"]);
    return true;
  } catch (error) {
    if (!(error instanceof ToolFailed)) throw error;
    return false;
  }
}
