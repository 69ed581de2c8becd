/**
 * The systems that there are binaries for.
 *
 * @module
 */

/** A system that the binary can be made for. */
export interface Target {
  /** What `deno compile --target` calls it. */
  readonly triple: string;
  /** Its architecture, as Deno and HTCondor's nodes name it. */
  readonly arch: typeof Deno.build.arch;
  /** What the binary for it is called in a release, and beside that of another architecture. */
  readonly file: string;
}

/** All systems that there are binaries for. */
export const TARGETS: readonly Target[] = [
  {
    triple: "x86_64-unknown-linux-gnu",
    arch: "x86_64",
    file: "htmap-linux-x86_64",
  },
  {
    triple: "aarch64-unknown-linux-gnu",
    arch: "aarch64",
    file: "htmap-linux-aarch64",
  },
];

/** Which system the toolchain runs on, as far as targets tell them apart. */
export type Machine = Pick<typeof Deno.build, "os" | "arch">;

/**
 * Finds a target by its name.
 *
 * @param triple What `--target` was given.
 * @throws {TypeError} when there is no binary for it. It says for what there is one.
 */
export function targetNamed(triple: string): Target {
  const found = TARGETS.find((target) => target.triple === triple);
  if (found) return found;
  const known = TARGETS.map((target) => target.triple).join(", ");
  throw new TypeError(
    `There is no binary for the target "${triple}". The targets are ${known}. ` +
      `Without --target, the binary is for this machine`,
  );
}

/** The target that is this machine, or `undefined` where this is none of them, as on a Mac. */
export function targetOf({ os, arch }: Machine = Deno.build): Target | undefined {
  return os === "linux" ? TARGETS.find((target) => target.arch === arch) : undefined;
}

/** The name in `dist` of a binary: `htmap` for this machine, that in a release for another. */
export function nameInDist(target: Target | undefined, machine: Machine = Deno.build): string {
  return target === undefined || target === targetOf(machine) ? "htmap" : target.file;
}
