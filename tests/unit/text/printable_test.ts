import { assertEquals } from "../../deps.ts";
import { isOneLine } from "../../../lib/text/one_line.ts";
import { printable } from "../../../lib/text/printable.ts";

Deno.test("printable() leaves text as it is, its line breaks and tabs as well", () => {
  for (const text of ["", "a\n\tb", "été 数据 👩‍🔬", "100 % ^[ \\x9b"]) {
    assertEquals(printable(text), text);
  }
});

Deno.test("printable() writes out what a terminal would take for a command", () => {
  assertEquals(printable("\x1b]0;title\x07"), "^[]0;title^G");
  assertEquals(printable("\x1b[31mred\x1b[0m"), "^[[31mred^[[0m");
  assertEquals(printable("done\rundone"), "done^Mundone");
  assertEquals(printable("\0\x08\x7f\x9b2J\x85"), "^@^H^?\\x9b2J\\x85");
});

Deno.test("printable() leaves no control character but line breaks and tabs", () => {
  const all = Array.from({ length: 0x180 }, (_, code) => String.fromCharCode(code)).join("");
  assertEquals(isOneLine(printable(all).replace("\n", "")), true);
});
