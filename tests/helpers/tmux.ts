/**
 * Telling tmux what to do.
 *
 * @module
 */

import { statOf } from "../../lib/backend/local/process.ts";
import { pause, type Place } from "./cli.ts";

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

/**
 * Ends tmux, and waits until the shells that ran in it are gone, too: each writes down first what was typed.
 *
 * @param place Where.
 * @param socket The server's socket.
 */
export async function endTmux(place: Place, socket: string): Promise<void> {
  const shells = await tmux(place, socket, ["list-panes", "-a", "-F", "#{pane_pid}"]);
  await tmux(place, socket, ["kill-server"]);
  for (const pid of shells.trim().split("\n")) while (statOf(Number(pid))) await pause(20);
}
