/**
 * Which machines a runtime can run on, as an expression that HTCondor matches machines by.
 *
 * @module
 */

import type { Architecture } from "../wire/names.ts";
import type { Runtime } from "./runtime.ts";

/** HTCondor's names of the architectures (its manual, "Arch"). */
export const CONDOR_ARCH: Readonly<Record<Architecture, string>> = {
  x86_64: "X86_64",
  aarch64: "aarch64",
};

/**
 * The oldest releases with a C library that is new enough (glibc 2.27 or later): no machine says which it
 * has, but each says which release it runs.
 */
const OLDEST_RELEASES: readonly (readonly [names: readonly string[], release: number])[] = [
  [["CentOS", "RedHat", "SL", "Rocky", "AlmaLinux", "Alma"], 8],
  [["Debian"], 10],
  [["Ubuntu"], 18],
];

/** What a machine must be able to do. */
export interface MachineNeeds {
  /** Whether the program runs in an image, and not with the machine's own C library. */
  readonly inImage?: boolean;
  /** How new a transfer of common files has to be, if files come so. */
  readonly commonFiles?: number | undefined;
}

/**
 * Writes which machines can run a runtime.
 *
 * @param runtime The runtime, or the architectures it is there for.
 * @param needs What else they must be able to do.
 * @returns A ClassAd expression; what a machine does not say, it is given credit for.
 */
export function machinesFor(
  { arch, others }: Pick<Runtime, "arch" | "others">,
  { inImage = false, commonFiles }: MachineNeeds = {},
): string {
  const archs = [arch, ...others.map((other) => other.arch)].map((one) =>
    `TARGET.Arch == "${CONDOR_ARCH[one]}"`
  );
  const parts = [archs.length > 1 ? `(${archs.join(" || ")})` : `${archs[0]}`];
  if (!inImage) parts.push(newEnough());
  if (commonFiles !== undefined) parts.push(`TARGET.HasCommonFilesTransfer >= ${commonFiles}`);
  return parts.join(" && ");
}

function newEnough(): string {
  const tooOld = OLDEST_RELEASES.map(([names, release]) =>
    `stringListIMember(TARGET.OpSysShortName, "${names.join(",")}") && ` +
    `TARGET.OpSysMajorVer < ${release}`
  );
  return `((${tooOld.join(") || (")})) =!= true`;
}
