/**
 * Where the tests run: on this machine, or as an ordinary user in a Debian tree on it, always with
 * a directory of their own that is deleted afterwards.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { cacheDirectory, deleteTree, exists, locked } from "./cache.ts";
import { type Condor, UNSHARE } from "./condor.ts";
import { CHECKOUT, filledDenoDir, OLDEST_DENO, oldestDeno } from "./deno_programs.ts";
import { run } from "./process.ts";

/** A place to run programs in. */
export interface Place extends AsyncDisposable {
  /** The checkout, as programs there see it. */
  readonly checkout: string;
  /** The Deno of this process, as programs there see it. */
  readonly deno: string;
  /** The oldest Deno that htmap works on, if it is at hand. */
  readonly oldestDeno: string | undefined;
  /** The packages of the tests, as programs there see them, if they were asked for. */
  readonly packages: string | undefined;
  /** A directory, outside and there, that programs there may write in. */
  readonly outbox: { readonly outside: string; readonly inside: string };
  /** A directory there for a pool, or `undefined` where there can be none. */
  readonly poolDirectory: string | undefined;
  /** A disk there that tests can fill, or `undefined` where none could be made. */
  readonly smallDisk: string | undefined;
  /**
   * The signal that ends everything there, or `undefined` where each program must be asked to end
   * what it started.
   */
  readonly stopWith: Deno.Signal | undefined;
  /** The whole command that runs a program there. */
  command(argv: readonly string[], env?: Record<string, string>): string[];
}

/** The ordinary user of the tests in a tree. */
const USER = { name: "tester", uid: 61_000 } as const;

/**
 * Prepares the place that goes with where HTCondor is.
 *
 * @param condor Where it is.
 * @param packages The directory of the packages of the tests, if they are needed.
 */
export async function preparePlace(condor: Condor, packages?: string): Promise<Place> {
  const oldest = await oldestDeno();
  const directory = await runDirectory();
  // HTCondor runs no jobs of root's, so root's tests are an ordinary user's there.
  const asOther = condor.kind === "chroot" || (condor.kind === "machine" && Deno.uid() === 0);
  try {
    return asOther
      ? await prepareTree(directory, condor.kind === "chroot" ? condor.tree : "/", oldest, packages)
      : await prepareMachine(directory, condor.kind === "machine", oldest, packages);
  } catch (error) {
    await directory[Symbol.asyncDispose]();
    throw error;
  }
}

/** A directory of one run, locked as long as this process lives. */
interface RunDirectory extends AsyncDisposable {
  readonly path: string;
}

/**
 * Makes a directory for this run, and deletes those of runs that were killed. One run does so at a time: until
 * its lock is taken, a directory looks like one of those.
 */
function runDirectory(): Promise<RunDirectory> {
  return locked("runs", makeRunDirectory);
}

async function makeRunDirectory(): Promise<RunDirectory> {
  const parent = `${await cacheDirectory()}/runs`;
  await Deno.mkdir(parent, { recursive: true });
  for await (const entry of Deno.readDir(parent)) {
    const lock = await Deno.open(`${parent}/${entry.name}/lock`).catch(() => undefined);
    if (lock === undefined) continue;
    if (await lock.tryLock(true)) await deleteTree(`${parent}/${entry.name}`);
    lock.close();
  }
  const path = await Deno.makeTempDir({ dir: parent, prefix: "run-" });
  await Deno.chmod(path, 0o755);
  const lock = await Deno.create(`${path}/lock`);
  await lock.lock(true);
  return {
    path,
    async [Symbol.asyncDispose](): Promise<void> {
      await deleteTree(path);
      lock.close();
    },
  };
}

async function prepareMachine(
  directory: RunDirectory,
  hasPool: boolean,
  oldest: string | undefined,
  packages: string | undefined,
): Promise<Place> {
  const outbox = `${directory.path}/outbox`;
  await Deno.mkdir(outbox);
  return {
    checkout: CHECKOUT,
    deno: Deno.execPath(),
    oldestDeno: oldest,
    packages,
    outbox: { outside: outbox, inside: outbox },
    stopWith: undefined,
    poolDirectory: hasPool ? `${directory.path}/pool` : undefined,
    smallDisk: undefined,
    command: (argv, env = {}) => ["env", ...assignments(env), ...argv],
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

async function prepareTree(
  directory: RunDirectory,
  tree: string,
  oldest: string | undefined,
  packages: string | undefined,
): Promise<Place> {
  const { path } = directory;
  const parts = ["bin", "home", "outbox", "packages", "small"].map((name) => `toolchain/${name}`);
  for (const name of ["root", "tmp", "etc", ...parts]) {
    await Deno.mkdir(`${path}/${name}`, { recursive: true });
  }
  await Deno.chmod(`${path}/tmp`, 0o1777);
  await writeEtc(`${path}/etc`, tree);
  await Deno.create(`${path}/toolchain/bin/deno`);
  if (oldest !== undefined) await Deno.create(`${path}/toolchain/bin/deno-${OLDEST_DENO}`);

  const denos = [Deno.execPath(), ...oldest === undefined ? [] : [oldest]];
  const denoDir = `${path}/toolchain/home/.cache/deno`;
  await Deno.mkdir(denoDir, { recursive: true });
  const filled = await filledDenoDir(denos);
  for (const part of ["npm", "dl"].map((name) => `${filled}/${name}`)) {
    // Without a network there may be none; only the tests that need it fail then.
    if (await exists(part)) await run(["cp", "-r", part, denoDir]);
  }
  await run(["chown", "-R", `${USER.uid}:${USER.uid}`, `${path}/toolchain`, `${path}/tmp`]);

  const script = fileURLToPath(new URL("./enter_chroot.sh", import.meta.url));
  const enter = [
    ...[...UNSHARE, "bash", script, tree, path, CHECKOUT, String(USER.uid)],
    ...[Deno.execPath(), oldest ?? "", packages ?? ""],
  ];
  return {
    checkout: "/htmap",
    deno: "/toolchain/bin/deno",
    oldestDeno: oldest === undefined ? undefined : `/toolchain/bin/deno-${OLDEST_DENO}`,
    packages: packages === undefined ? undefined : "/toolchain/packages",
    outbox: { outside: `${path}/toolchain/outbox`, inside: "/toolchain/outbox" },
    poolDirectory: "/toolchain/pool",
    smallDisk: "/toolchain/small",
    // The death of `unshare` is that of all its process tree; it takes no other signal.
    stopWith: "SIGKILL",
    command: (argv, env = {}) => [
      ...[...enter, "env", "-i", "-C", "/htmap"],
      ...[...assignments({ ...treeEnvironment(), ...env }), ...argv],
    ],
    [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
  };
}

/** The files of `/etc` that make the user and this machine's name known in the tree. */
async function writeEtc(directory: string, tree: string): Promise<void> {
  const { name, uid } = USER;
  const read = (file: string): Promise<string> => Deno.readTextFile(`${tree}/etc/${file}`);
  const passwd = `${name}:x:${uid}:${uid}::/toolchain/home:/bin/bash\n`;
  await Deno.writeTextFile(`${directory}/passwd`, await read("passwd") + passwd);
  await Deno.writeTextFile(`${directory}/group`, await read("group") + `${name}:x:${uid}:\n`);
  // Users that the containers of this user have.
  const others = `${name}:100000:65536\n`;
  for (const file of ["subuid", "subgid"]) {
    await Deno.writeTextFile(`${directory}/${file}`, others);
  }
  const hosts = `127.0.0.1 localhost\n127.0.1.1 ${Deno.hostname()}\n::1 localhost\n`;
  await Deno.writeTextFile(`${directory}/hosts`, hosts);
  await Deno.copyFile("/etc/resolv.conf", `${directory}/resolv.conf`).catch(() => {});
}

/** The whole environment of a program in the tree: nothing of root's is handed on. */
function treeEnvironment(): Record<string, string> {
  const env: Record<string, string> = {
    HOME: "/toolchain/home",
    USER: USER.name,
    LOGNAME: USER.name,
    SHELL: "/bin/bash",
    LANG: "C.UTF-8",
    PATH: "/toolchain/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
    DENO_NO_UPDATE_CHECK: "1",
  };
  for (const name of ["TERM", "NO_COLOR", "CI"]) {
    const value = Deno.env.get(name);
    if (value !== undefined) env[name] = value;
  }
  return env;
}

function assignments(env: Record<string, string>): string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}
