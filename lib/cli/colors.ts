/**
 * Colours on the terminal: which state has which, and whether there are any.
 *
 * @module
 */

import type { ComponentStatus } from "../base/component_status.ts";
import { loadColors } from "../deps.ts";
import type { Colors } from "../types/std.d.ts";
import type { Options } from "./command.ts";

/** The option of every command that colours what it prints. */
export const COLOR_OPTIONS = {
  color: {
    help: "Colour the text",
    negatable: true,
    otherwise: "on a terminal, but where NO_COLOR is set or TERM is dumb",
  },
} as const satisfies Options;

/** How each state is coloured. */
const STATUS_COLOR: Readonly<
  Record<ComponentStatus, "red" | "yellow" | "cyan" | "green" | "gray">
> = {
  UNKNOWN: "gray",
  UNMATERIALIZED: "gray",
  HELD: "red",
  ERRORED: "red",
  IDLE: "yellow",
  RUNNING: "cyan",
  SUSPENDED: "yellow",
  COMPLETED: "green",
  REMOVED: "gray",
};

/** Colours text. */
export type Paint = (text: string) => string;

/**
 * Decides whether standard output is coloured.
 *
 * @param chosen What `--color` or `--no-color` said, if one was given.
 * @returns Whether it is: `--color` colours a pipe, too, as for `less -R`.
 */
export function isColored(chosen: boolean | undefined): boolean {
  if (chosen !== undefined) return chosen;
  const { NO_COLOR = "", TERM = "" } = Deno.env.toObject();
  return NO_COLOR === "" && TERM !== "dumb" && Deno.stdout.isTerminal();
}

/**
 * Gives what colours text by the state of a component.
 *
 * @param colored Whether there are colours; see {@linkcode isColored}.
 * @returns What colours text by a state: without colours, as it is.
 */
export async function statusPaints(
  colored: boolean,
): Promise<(status: ComponentStatus) => Paint> {
  if (!colored) return () => (text) => text;
  const colors = await paints();
  return (status) => colors[STATUS_COLOR[status]];
}

/**
 * Loads the colours, whatever the environment says of them: that has been asked before.
 *
 * @returns What colours text.
 */
export async function paints(): Promise<Colors> {
  const colors = await loadColors();
  colors.setColorEnabled(true);
  return colors;
}
