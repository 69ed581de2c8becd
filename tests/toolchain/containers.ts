/**
 * Podman in the place of Docker for a pool, with the images of the tests. It runs as whoever runs the
 * pool, and keeps all it has in a directory of the pool's.
 *
 * @module
 */

import { dirname } from "node:path";
import { onPath, run, ToolFailed } from "./process.ts";

/** The images of the tests: the name of each, and what is in it. */
export const IMAGES = {
  /** A busybox that needs nothing, and nothing else. */
  bare: "localhost/htmap-bare",
  /** That, and the C library with all that Deno needs of it. */
  libc: "localhost/htmap-libc",
} as const;

/** What a pool needs to know of containers. */
export interface Containers {
  /** The program that takes the commands of `docker`. */
  readonly docker: string;
  /** Variables that its daemons, and whoever calls podman itself, need. */
  readonly env: Readonly<Record<string, string>>;
}

/** What busybox is called in the images. */
const APPLETS =
  "sh cat chmod cp cut dd echo env false gunzip gzip head id kill ln ls mkdir mv ps rm " +
  "sed sha256sum sleep sort tail tar test touch tr true uname wc";

/** How long one command of podman may take, in milliseconds. It is half a second on an idle machine. */
const TIMEOUT = 600_000;

/**
 * Prepares podman and the images.
 *
 * @param directory An empty or missing directory for all that podman keeps, and the images.
 * @returns What the pool needs to know, or in one line why there are no containers here.
 */
export async function prepareContainers(directory: string): Promise<Containers | string> {
  const missing = ["podman", "crun", "newuidmap", "catatonit"].find((program) => !onPath(program));
  if (missing !== undefined) return `${missing} is not on PATH`;
  const busybox = "/usr/bin/busybox"; // another on PATH may need a C library
  const env = await configurePodman(directory);
  try {
    await makeImage(IMAGES.bare, `${directory}/bare`, busybox, [], env);
    await makeImage(IMAGES.libc, `${directory}/libc`, busybox, await librariesOfDeno(), env);
    await run(["podman", "run", "--rm", IMAGES.bare, "true"], { env, timeout: TIMEOUT });
  } catch (error) {
    if (!(error instanceof ToolFailed)) throw error;
    return error.message;
  }
  return { docker: "/usr/bin/podman", env };
}

/**
 * Deletes all that podman keeps there, and ends the process that it leaves behind.
 *
 * @param containers What {@linkcode prepareContainers} gave.
 * @param directory The directory it was given.
 */
export async function deleteContainers({ env }: Containers, directory: string): Promise<void> {
  const options = { env, timeout: TIMEOUT };
  // Some of it belongs to users that only its containers have.
  await run(["podman", "unshare", "rm", "-rf", env.XDG_DATA_HOME ?? ""], options);
  await run(["podman", "system", "migrate"], options);
  await Deno.remove(directory, { recursive: true });
}

/** Writes the configuration that HTCondor's commands leave open. */
async function configurePodman(directory: string): Promise<Record<string, string>> {
  await Deno.mkdir(`${directory}/run`, { recursive: true });
  const env = {
    // Older ones take an ordinary user's storage from nowhere else.
    XDG_DATA_HOME: `${directory}/data`,
    XDG_RUNTIME_DIR: `${directory}/run`,
    CONTAINERS_CONF: `${directory}/containers.conf`,
    CONTAINERS_STORAGE_CONF: `${directory}/storage.conf`,
    // On cgroups of the first version, each command would begin with a warning.
    PODMAN_IGNORE_CGROUPSV1_WARNING: "1",
  };
  // An ordinary user has no cgroups to give away and no network to share, and a job's files are its own.
  const containers = `[containers]
cgroups = "disabled"
netns = "none"
userns = "keep-id"

[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
`;
  await Deno.writeTextFile(env.CONTAINERS_CONF, containers);
  await Deno.writeTextFile(env.CONTAINERS_STORAGE_CONF, '[storage]\ndriver = "vfs"\n');
  return env;
}

/** Makes an image of busybox and some files, which keep their paths. */
async function makeImage(
  name: string,
  root: string,
  busybox: string,
  files: readonly string[],
  env: Record<string, string>,
): Promise<void> {
  await Deno.mkdir(`${root}/bin`, { recursive: true });
  await Deno.copyFile(busybox, `${root}/bin/busybox`);
  for (const applet of APPLETS.split(" ")) await Deno.symlink("busybox", `${root}/bin/${applet}`);
  for (const file of files) {
    await Deno.mkdir(dirname(root + file), { recursive: true });
    await Deno.copyFile(file, root + file);
  }
  const owner = ["--owner=0", "--group=0"];
  await run(["tar", "-C", root, ...owner, "-cf", `${root}.tar`, "."], { timeout: TIMEOUT });
  await run(["podman", "import", "--quiet", `${root}.tar`, name], { env, timeout: TIMEOUT });
}

/** The paths of the shared libraries that Deno, and so the binary, needs, the loader's with them. */
async function librariesOfDeno(): Promise<string[]> {
  const needed = await run(["ldd", Deno.execPath()]);
  return [...needed.matchAll(/(\/\S+) \(0x/g)].map(([, path = ""]) => path);
}
