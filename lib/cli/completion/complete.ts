/**
 * `htmap complete`: what shells call when the tab key is pressed. It is not for people, and its form may
 * change with every version: each shell gets the script that calls it from the same program.
 *
 * - `complete SHELL` prints that script;
 * - `complete bash LINE WORD` completes WORD at the end of LINE;
 * - `complete zsh|fish WORD…` completes the last word; the others stand before it.
 *
 * The first line that is printed says what comes: `words`, `partial` (words after which no blank goes), or
 * `files` or `directories`, which the shell looks for itself.
 *
 * @module
 */

import { UsageError } from "../failures.ts";
import { print } from "../output.ts";
import { type Offer, offerFor } from "./candidates.ts";
import { isShell, SHELLS } from "./shells.ts";
import { quoted, splitLine, unquote } from "./shell_line.ts";
import { type Candidate, wantedAt } from "./wanted.ts";

/**
 * Answers a shell.
 *
 * @param args The shell's name, and what it says.
 * @throws {UsageError} If it is a shell for which there is no completion.
 */
export async function complete([shell = "", ...args]: readonly string[]): Promise<void> {
  if (!isShell(shell)) {
    throw new UsageError(`There is no completion for ${JSON.stringify(shell)}`);
  }
  if (args.length === 0) return print(SHELLS[shell].script.trim());
  if (shell === "bash") return print(await forBash(args));
  // fish hands over the last word as it is written.
  const words = shell === "fish" ? [...args.slice(0, -1), unquote(args.at(-1) ?? "").text] : args;
  const offer = await offerFor(await wantedAt(words), words.at(-1) ?? "");
  print(answer(shell === "zsh" ? inColumns(offer) : offer));
}

/** zsh shows a list as it is told. */
function inColumns(offer: Offer): Offer {
  if (typeof offer === "string") return offer;
  const width = Math.max(0, ...offer.map(({ value }) => value.length));
  return offer.map(({ help, ...rest }) => ({
    ...rest,
    ...help !== undefined && { help: `${rest.value.padEnd(width)}  ${help}` },
  }));
}

/**
 * bash takes what it is told as it is, in place of the part of the word that it was told to complete: a
 * word of its own begins after a quotation mark, a `=` or a `:`.
 */
async function forBash([line = "", part = ""]: readonly string[]): Promise<string> {
  const { words, written } = splitLine(line);
  // What is set for the command alone stands before it.
  const first = words.findIndex((word) => !/^\w+=/.test(word));
  if (first < 0) return answer([]);
  // What is written or read by the shell is a file, and no word of htmap's.
  if (REDIRECTION.test(words.at(-1) ?? "") || /^(?:\d*|&)[<>]/.test(written)) {
    return answer("files");
  }
  const { text } = unquote(written);
  const offer = await offerFor(
    await wantedAt([...withoutRedirections(words.slice(first + 1)), text]),
    text,
  );
  if (typeof offer === "string") return answer(offer);
  const kept = unquote(written.endsWith(part) ? written.slice(0, -part.length || undefined) : "");
  return answer(offer.map((candidate) => ({
    ...candidate,
    value: quoted(candidate.value.slice(kept.text.length), kept.quote),
    help: undefined,
  })));
}

/** What stands before the name of a file that the shell opens. */
const REDIRECTION = /^(?:\d*|&)(?:>>?|<|>\|)$/;

function withoutRedirections(words: readonly string[]): string[] {
  return words.filter((word, index) =>
    !REDIRECTION.test(word) && !REDIRECTION.test(words[index - 1] ?? "")
  );
}

function answer(offer: Offer): string {
  if (typeof offer === "string") return offer;
  const what = offer.length > 0 && offer.every(({ isPartial }) => isPartial) ? "partial" : "words";
  return [what, ...offer.map(lineOf)].join("\n");
}

function lineOf({ value, help }: Candidate): string {
  return help === undefined ? value : `${value}\t${help}`;
}
