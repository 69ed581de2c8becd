import { assertEquals } from "../../../deps.ts";
import { KeyReader } from "../../../../lib/cli/top/keys.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

Deno.test("KeyReader knows characters, control characters and the keys that send several", () => {
  const reader = new KeyReader();
  assertEquals(reader.push(bytes("qä\r\t\x7f\x1b[A\x1bOB\x1b[5~\x1b[6~\x1b[H\x1b[Z")), [
    "q",
    "ä",
    "enter",
    "tab",
    "backspace",
    "up",
    "down",
    "pageup",
    "pagedown",
    "home",
    "backtab",
  ]);
  assertEquals(reader.isWaiting, false);
});

Deno.test("KeyReader puts together what comes in several pieces, within a character, too", () => {
  const reader = new KeyReader();
  assertEquals(reader.push(bytes("\x1b")), []);
  assertEquals(reader.push(bytes("[")), []);
  assertEquals(reader.push(bytes("1")), []);
  assertEquals(reader.push(bytes("~x")), ["home", "x"]);
  const [first, ...rest] = bytes("漢");
  assertEquals(reader.push(Uint8Array.of(first!)), []);
  assertEquals(reader.push(Uint8Array.from(rest)), ["漢"]);
});

Deno.test("KeyReader takes an Escape that nothing follows for the key, and passes over what it does not know", () => {
  const reader = new KeyReader();
  assertEquals(reader.push(bytes("\x1b")), []);
  assertEquals(reader.isWaiting, true);
  assertEquals(reader.end(), ["escape"]);
  assertEquals(reader.end(), []);
  // Another key after Escape, a function key, a report of the mouse, the focus.
  assertEquals(reader.push(bytes("\x1bq\x1b[15~\x1b[<0;3;4M\x1b[Ig")), ["escape", "q", "g"]);
});
