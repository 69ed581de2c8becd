/**
 * Trying rows of the table in the process of a script: each function is called here, and elsewhere.
 *
 * @module
 */

import { difference } from "../unit/codec/alike.ts";
import { ROWS, type Travelling } from "./table.ts";

/** The module of a row. */
export interface RowModule {
  make(): unknown;
}

/** The function of a row. */
export type Work = (input: unknown) => unknown;

/** What became of a row. */
export interface Verdict {
  readonly state: "works" | "refused" | "FAILED";
  /** Whether that is what the table says. */
  readonly right: boolean;
  /** Why, if it does not work. */
  readonly why: string;
}

/** How functions travel. */
export interface Elsewhere {
  /**
   * Sends a function.
   *
   * @returns What gives its result.
   */
  send(work: Work, input: unknown): Promise<() => Promise<unknown>>;
  /** Makes what is to be refused. @throws {Error} If it is. */
  make(work: Work, input: unknown): Promise<unknown>;
  /** Called once, when all have been sent. */
  run?(): Promise<void>;
  /** Whether an error is the refusal of a function. */
  isRefusal(error: unknown): boolean;
}

/**
 * Tries some rows.
 *
 * @param modules The modules of the rows, by their places in the table.
 * @param elsewhere How functions travel.
 * @param results The file that the verdicts are written to, as JSON, by the places of the rows.
 */
export async function checkRows(
  modules: Readonly<Record<number, () => Promise<RowModule>>>,
  elsewhere: Elsewhere,
  results: string,
): Promise<void> {
  const verdicts: Record<string, Verdict> = {};
  const sent: [string, Travelling, () => Promise<unknown>][] = [];
  for (const [index, load] of Object.entries(modules)) {
    const row = ROWS[Number(index)];
    if (row === undefined) throw new Error(`There is no row ${index}`);
    let where = "it cannot be imported: ";
    try {
      // Only functions are written there.
      const work = (await load()).make() as Work;
      where = "";
      if ("gives" in row) {
        where = "here: ";
        // A function may change what it is given, which is sent as the table has it.
        const found = difference(row.gives, await work(structuredClone(row.input)));
        if (found !== undefined) {
          throw new Error(`it does not give what the table says: ${found}`);
        }
        where = "";
        sent.push([index, row, await elsewhere.send(work, row.input)]);
      } else {
        await elsewhere.make(work, row.input);
        verdicts[index] = { state: "works", right: false, why: "it was not refused" };
      }
    } catch (error) {
      const why = `${where}${textOf(error)}`;
      const refused = where === "" && elsewhere.isRefusal(error);
      const right = refused && "refused" in row && namesPackage(why, row.refused);
      verdicts[index] = { state: refused ? "refused" : "FAILED", right, why };
    }
  }
  if (sent.length > 0) await elsewhere.run?.();
  for (const [index, { gives }, result] of sent) {
    try {
      const found = difference(gives, await result());
      verdicts[index] = found === undefined
        ? { state: "works", right: true, why: "" }
        : { state: "FAILED", right: false, why: `it gives something else elsewhere: ${found}` };
    } catch (error) {
      verdicts[index] = { state: "FAILED", right: false, why: textOf(error) };
    }
  }
  await Deno.writeTextFile(results, JSON.stringify(verdicts));
}

/** Whether a text has the name of a package as a word of its own, and not only in a path. */
function namesPackage(text: string, name: string): boolean {
  return text.split(/[\s"'`(),:;]+/).some((word) =>
    word === name || word === `${name}.` || word.startsWith(`${name}@`)
  );
}

/** What an error says, without its stack. */
function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
