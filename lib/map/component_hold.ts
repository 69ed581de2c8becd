/**
 * Why HTCondor does not let a component run.
 *
 * @module
 */

import type { HoldReason } from "../events/log.ts";
import { printable } from "../text/printable.ts";
import { htmlTable } from "../text/html.ts";
import { shownText } from "../text/notebook.ts";
import { textTable } from "../text/text_table.ts";

/** What there is to say of a hold whose reason the event log lost. */
export const UNKNOWN_HOLD: Readonly<HoldReason> = {
  code: 0,
  subcode: 0,
  reason: "no reason was given",
};

/**
 * An HTCondor hold on a component (the manual's section 6.6).
 *
 * @example
 * ```ts
 * import * as htmap from "htmap";
 *
 * const hold = new htmap.ComponentHold(13, "a file is missing");
 * console.log(String(hold)); // [13] a file is missing
 * ```
 */
export class ComponentHold {
  /**
   * Takes what HTCondor says of a hold.
   *
   * @param code HTCondor's `HoldReasonCode`.
   * @param reason HTCondor's hold reason.
   * @param subcode HTCondor's `HoldReasonSubCode`.
   */
  constructor(readonly code: number, readonly reason: string, readonly subcode: number = 0) {}

  /**
   * Writes the code and the reason on a line.
   *
   * @returns Such as `"[13] a file is missing"`.
   */
  toString(): string {
    return printable(`[${this.code}] ${this.reason}`);
  }

  /**
   * Writes a table of holds.
   *
   * @param holds The holds, by component.
   * @returns Text of a line a component, under a heading.
   */
  static table(holds: ReadonlyMap<number, ComponentHold>): string {
    const rows = [...holds].map((
      [component, hold],
    ) => [String(component), String(hold.code), printable(hold.reason)]);
    const table = [["Component", "Code", "Reason"], rows, ["right", "right", "left"]] as const;
    return shownText(textTable(...table), () => htmlTable(...table));
  }
}
