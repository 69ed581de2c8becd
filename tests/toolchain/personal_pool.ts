/**
 * An HTCondor pool of one machine, run by whoever asks for it, all of it under one directory.
 *
 * @module
 */

import type { Containers } from "./containers.ts";
import { poolConfig } from "./pool_config.ts";
import { run, tail, ToolFailed } from "./process.ts";

/** How long the pool may take to come up, in milliseconds. It is some 5 s on an idle machine. */
const START_TIMEOUT = 600_000;

/** How long it may take to go down before it is killed, in milliseconds. What it has started goes on then. */
const STOP_TIMEOUT = 300_000;

/** A running pool. */
export class PersonalPool {
  /** The path of its configuration, the value of `CONDOR_CONFIG` for those who use the pool. */
  readonly config: string;
  readonly #directory: string;
  readonly #master: Deno.ChildProcess;

  private constructor(directory: string, config: string, master: Deno.ChildProcess) {
    this.#directory = directory;
    this.config = config;
    this.#master = master;
  }

  /**
   * Starts a pool and waits until it has a slot that jobs can run on.
   *
   * @param directory Where it keeps everything; made when it is not there.
   * @param options.signal Gives up, and stops what of the pool has started.
   * @param options.containers What it runs containers with. @default it runs none
   * @throws {Error} with the end of its log when it does not come up.
   */
  static async start(
    directory: string,
    { signal, containers }: { signal?: AbortSignal; containers?: Containers } = {},
  ): Promise<PersonalPool> {
    for (const name of ["log", "spool", "spool2", "execute", "lock", "run"]) {
      await Deno.mkdir(`${directory}/${name}`, { recursive: true });
    }
    const config = `${directory}/condor_config`;
    const text = poolConfig({
      directory,
      port: freePort(),
      libraries: await debianLibraries(),
      docker: containers?.docker,
    });
    await Deno.writeTextFile(config, text);
    const master = new Deno.Command("condor_master", {
      args: ["-f"],
      env: { CONDOR_CONFIG: config, ...containers?.env },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const pool = new PersonalPool(directory, config, master);
    try {
      await pool.#waitForSlot(signal);
    } catch (error) {
      await pool.stop();
      throw error;
    }
    return pool;
  }

  /** Stops every daemon and every job, and waits until they are gone. */
  async stop(): Promise<void> {
    const killer = setTimeout(() => this.#signal("SIGKILL"), STOP_TIMEOUT);
    // SIGQUIT is HTCondor's fast shutdown: jobs are killed, daemons end in order.
    this.#signal("SIGQUIT");
    await this.#master.status;
    clearTimeout(killer);
  }

  #signal(signal: Deno.Signal): void {
    try {
      this.#master.kill(signal);
    } catch {
      // It has ended already, which is what was wanted.
    }
  }

  async #waitForSlot(signal: AbortSignal | undefined): Promise<void> {
    let ended: number | undefined;
    this.#master.status.then((status) => ended = status.code);
    const deadline = Date.now() + START_TIMEOUT;
    let reason = "";
    while (Date.now() < deadline && ended === undefined) {
      signal?.throwIfAborted();
      await new Promise((resolve) => setTimeout(resolve, 250));
      try {
        const env = { CONDOR_CONFIG: this.config };
        const slots = await run(["condor_status", "-af", "Name"], { env, timeout: 20_000 });
        const schedds = await run(["condor_status", "-schedd", "-af", "Name"], { env });
        if (slots.trim() !== "" && schedds.trim() !== "") return;
      } catch (error) {
        if (!(error instanceof ToolFailed)) throw error;
        reason = error.message;
      }
    }
    const how = ended === undefined
      ? `had no slot after ${START_TIMEOUT / 1000} s`
      : `ended with code ${ended}`;
    throw new Error(`The pool in ${this.#directory} ${how}. ${reason}\n${await this.#log()}`);
  }

  /** The end of the master's log. */
  async #log(): Promise<string> {
    const path = `${this.#directory}/log/MasterLog`;
    try {
      return `The end of ${path}:\n${tail(await Deno.readTextFile(path), 30)}`;
    } catch {
      return `There is no ${path}`;
    }
  }
}

/** A port on the loopback interface that nobody listens on now. */
function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/** Debian keeps HTCondor's own programs where only its configuration file says. */
async function debianLibraries(): Promise<{ lib: string; libexec: string } | undefined> {
  const libraries = { lib: "/usr/lib/condor", libexec: "/usr/libexec/condor" };
  try {
    await Deno.stat(libraries.libexec);
    return libraries;
  } catch {
    return undefined;
  }
}
