/**
 * Finds an HTCondor for the pool tests, or makes some: Debian trees in the toolchain's cache.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { cached } from "./cache.ts";
import { onPath, run, say, step, ToolFailed } from "./process.ts";

/** Where HTCondor is. */
export type Condor =
  /** Installed on this machine. */
  | { readonly kind: "machine" }
  /** In a Debian tree of the toolchain's. */
  | { readonly kind: "chroot"; readonly tree: string; readonly version: string }
  /** Nowhere, and why none can be made here. */
  | { readonly kind: "none"; readonly reason: string };

/** A Debian that has an HTCondor. */
interface Debian {
  /** The version of its HTCondor, as far as people tell versions apart. */
  readonly version: string;
  /** Its name for people. */
  readonly name: string;
  /** Its name in Debian's archive. */
  readonly suite: string;
  /** The name of its tree in the cache: another content needs another name. */
  readonly tree: string;
}

/** The Debians that HTCondor is got from. Everything is tested with the first. */
const DEBIANS = [
  { version: "23", name: "Debian 13", suite: "trixie", tree: "debian13-condor-4" },
  { version: "25", name: "Debian 14", suite: "forky", tree: "debian14-condor-4" },
] as const satisfies readonly Debian[];

/** The versions of HTCondor that there are trees for. The first is what everything is tested with. */
export const CONDOR_VERSIONS: readonly string[] = DEBIANS.map(({ version }) => version);

/** How long the tree may take to make: some minutes are normal on a slow line, more on a busy disk. */
const TREE_TIMEOUT = 30 * 60_000;

/** Options that make a process tree of its own, with mounts of its own, that ends as one. */
export const UNSHARE = ["unshare", "--mount", "--pid", "--fork", "--kill-child"] as const;

/**
 * Finds HTCondor on PATH, else makes a Debian tree that has it, where that is possible: as root,
 * on a Debian or one of its kin, on x64 or arm64.
 *
 * @param version The version of HTCondor in the tree, one of {@linkcode CONDOR_VERSIONS}. One that
 * is on PATH is taken whatever it is. @default the first
 * @throws {TypeError} when there is no tree with that version.
 * @throws {ToolFailed} when Debian itself fails to make one.
 */
export async function findCondor(version: string = DEBIANS[0].version): Promise<Condor> {
  const debian = DEBIANS.find((one) => one.version === version);
  if (debian === undefined) {
    throw new TypeError(
      `There is no tree with HTCondor ${version}. There are ${CONDOR_VERSIONS.join(" and ")}`,
    );
  }
  const installed = onPath("condor_master");
  const obstacle = installed ? await obstacleToUser() : await obstacleToTree();
  if (obstacle === undefined && installed) return { kind: "machine" };
  if (obstacle !== undefined) return { kind: "none", reason: obstacle };
  return await treeOf(debian);
}

/**
 * The HTCondors that pool tests are run with after those of {@linkcode findCondor}: none where
 * that is the machine's own.
 *
 * @throws {ToolFailed} when Debian itself fails to make one. Elsewhere it is said in a line.
 */
export async function otherCondors(
  first: Condor,
): Promise<Extract<Condor, { kind: "chroot" }>[]> {
  const others = [];
  if (first.kind === "chroot") {
    for (const debian of DEBIANS) {
      if (debian.version === first.version) continue;
      const condor = await treeOf(debian);
      if (condor.kind === "chroot") others.push(condor);
      else say(`left out: tests/pool on HTCondor ${debian.version}, because ${condor.reason}`);
    }
  }
  return others;
}

/** The tree of a Debian, made when it is not there. */
async function treeOf(
  { version, name, suite, tree }: Debian,
): Promise<Exclude<Condor, { kind: "machine" }>> {
  try {
    const path = await cached(
      tree,
      (path) =>
        step(`making a ${name} tree with HTCondor ${version} (once, about a minute)`, async () => {
          const script = fileURLToPath(new URL("./make_chroot.sh", import.meta.url));
          await run([...UNSHARE, "bash", script, suite, path], { timeout: TREE_TIMEOUT });
        }),
    );
    return { kind: "chroot", tree: path, version };
  } catch (error) {
    // Debian itself can always make one, so there this is a failure to be mended.
    if (!(error instanceof ToolFailed) || await isDebian()) throw error;
    return { kind: "none", reason: `a ${name} tree could not be made: ${error.message}` };
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
