/**
 * Which test files are run, with which Deno, and what they need.
 *
 * @module
 */

/** One test file, run once. */
export interface TestRun {
  /** Its path in the checkout. */
  readonly file: string;
  /** The Deno it is run with: the one of `deno task`, or the oldest that htmap works on. */
  readonly deno: "current" | "oldest";
  /** The version of HTCondor, where it is not the one that everything is tested with. */
  readonly condor?: string;
}

/** What is run, and what it needs. */
export interface TestPlan {
  readonly runs: readonly TestRun[];
  /** Files that are not run, since they need a pool and there is none. */
  readonly leftOut: readonly string[];
  readonly needsPool: boolean;
  readonly needsBinary: boolean;
  /** Whether packages of npm have to be downloaded for it. */
  readonly needsPackages: boolean;
}

/** What there is on this machine, and what was asked for. */
export interface TestPlanOptions {
  /** Whether there can be a pool. */
  pool: boolean;
  /** Whether the oldest Deno is at hand. */
  oldest: boolean;
  /** Only files whose path contains one of these. @default all */
  only?: readonly string[];
}

/** The folders, and some files, that take longest, which therefore start first. */
const SLOWEST_FIRST = [
  "tests/binary/packages/",
  "tests/packages/",
  "tests/pool/retries",
  "tests/pool/container",
  "tests/pool/map_",
  "tests/pool/",
  "tests/binary/",
  "tests/local/",
  "tests/docs/",
];

/** Whether a path is that of a test file, by Deno's own naming. */
export function isTestFile(path: string): boolean {
  return /^tests\/(?!bench\/).*(?:^|[/._])test\.(?:ts|tsx|js|mjs)$/.test(path) &&
    !path.includes("/fixtures/");
}

/**
 * Pool tests that are about what runs in a job, or what is made of what HTCondor tells, and not about HTCondor:
 * they are run with the first only.
 */
const OF_ANY_CONDOR = [
  "api",
  "chunk",
  "container",
  "notebook",
  "python",
  "remaps",
  "reports",
  "results",
  "shell",
  "top",
];

/** The units that lean on what differs from one Deno to the next: they are run with both. */
const OF_EACH_DENO = ["base", "capture", "codec", "executor", "store", "wire"];

function isUnit(file: string): boolean {
  return file.startsWith("tests/unit/");
}

/**
 * Whether a test file is run with both Denos. The packages need not be: the binary is made with the oldest, and
 * has tests of them.
 */
function isOfEachDeno(file: string): boolean {
  return OF_EACH_DENO.some((room) => file.startsWith(`tests/unit/${room}/`));
}

/** Whether a test file needs no program but Deno. */
function needsDenoOnly(file: string): boolean {
  return isUnit(file) || file.startsWith("tests/packages/");
}

/** Whether a test file needs the packages of `tests/packages/table.ts`. */
function usesPackages(file: string): boolean {
  return file.includes("/packages/");
}

/** Plans the runs of the test files among some paths of the checkout. */
export function planTests(paths: readonly string[], options: TestPlanOptions): TestPlan {
  const { pool, oldest, only = [] } = options;
  const asked = paths.filter(isTestFile)
    .filter((file) => only.length === 0 || only.some((part) => file.includes(part)));
  const needingPool = asked.filter((file) => file.startsWith("tests/pool/"));
  const files = pool ? asked : asked.filter((file) => !needingPool.includes(file));
  files.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const runs: TestRun[] = files.map((file) => ({ file, deno: "current" }));
  if (oldest) {
    runs.push(...files.filter(isOfEachDeno).map((file): TestRun => ({ file, deno: "oldest" })));
  }
  return {
    runs,
    leftOut: pool ? [] : needingPool,
    needsPool: pool && needingPool.length > 0,
    needsBinary: files.some((file) => !needsDenoOnly(file)),
    needsPackages: files.some(usesPackages),
  };
}

/**
 * What of a plan is run once more, with another HTCondor: the pool tests that are about HTCondor.
 *
 * @param plan The plan.
 * @param condor The version of the other HTCondor.
 */
export function planOnPool({ runs }: TestPlan, condor: string): TestPlan {
  const again = runs.filter(({ file }) =>
    file.startsWith("tests/pool/") &&
    !OF_ANY_CONDOR.some((name) => file === `tests/pool/${name}_test.ts`)
  );
  return {
    runs: again.map((run) => ({ ...run, condor })),
    leftOut: [],
    needsPool: again.length > 0,
    needsBinary: again.length > 0,
    needsPackages: again.some(({ file }) => usesPackages(file)),
  };
}

function rank(file: string): number {
  const index = SLOWEST_FIRST.findIndex((folder) => file.startsWith(folder));
  return index < 0 ? SLOWEST_FIRST.length : index;
}
