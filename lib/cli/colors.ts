/**
 * Colours on the terminal: which state has which, and whether there are any.
 *
 * @module
 */

import type { ComponentStatus } from "../base/component_status.ts";
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

/** The codes that begin and end what each of the colours does (ECMA-48, "Select graphic rendition"). */
const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  inverse: [7, 27],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
  gray: [90, 39],
} as const;

/** What colours text, by the name of the colour. */
export type Paints = Readonly<Record<keyof typeof CODES, Paint>>;

/**
 * Gives the colours, whatever the environment says of them: that has been asked before. Those of the standard
 * library ask it themselves, and then colour nothing, whoever says `--color`.
 *
 * @returns What colours text.
 */
export function paints(): Promise<Paints> {
  const entries = Object.entries(CODES).map(([name, [on, off]]) =>
    [name, (text: string) => `\x1b[${on}m${text}\x1b[${off}m`] as const
  );
  // The names are those of the table above, all of them; Object.fromEntries forgets it.
  return Promise.resolve(Object.fromEntries(entries) as Paints);
}
