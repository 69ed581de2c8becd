/**
 * Telling tmux what to do.
 *
 * @module
 */

import type { Place } from "./cli.ts";

/**
 * Runs tmux, which must succeed.
 *
 * @param place Where; a program `htmap` in its `bin` is on PATH.
 * @param socket The server's socket.
 * @param args What it is to do.
 * @returns What it printed.
 */
export async function tmux(
  place: Place,
  socket: string,
  args: readonly string[],
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("tmux", {
    args: ["-S", socket, ...args],
    cwd: place.root,
    clearEnv: true,
    env: {
      ...place.env,
      PATH: `${place.root}/bin:/usr/local/bin:/usr/bin:/bin`,
      TERM: "xterm",
      LANG: "C.UTF-8",
    },
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`tmux ${args.join(" ")}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}
