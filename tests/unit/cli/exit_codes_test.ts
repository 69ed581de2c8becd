import { assertEquals } from "@std/assert";
import { HTMapError, MapComponentHeld, TimeoutError } from "../../../lib/base/errors.ts";
import { EXIT_CODE, EXIT_CODE_TEXTS, worstCode } from "../../../lib/cli/exit_codes.ts";
import { exitCodeOf } from "../../../lib/cli/failures.ts";

Deno.test("worstCode() puts what has failed before what is held, and that before a time-out", () => {
  assertEquals(worstCode([]), 0);
  assertEquals(worstCode([0, 4, 0]), 4);
  assertEquals(worstCode([4, 3]), 3);
  assertEquals(worstCode([3, 1, 4]), 1);
});

Deno.test("exitCodeOf() tells what is held and what is late from what has failed", () => {
  assertEquals(exitCodeOf(new MapComponentHeld("dbl", 3, 26, "Disk quota exceeded")), 3);
  assertEquals(exitCodeOf(new TimeoutError("Waiting for a map", 1000)), 4);
  assertEquals(exitCodeOf(new HTMapError("anything else")), 1);
});

Deno.test("EXIT_CODE_TEXTS says what every exit code means", () => {
  assertEquals(EXIT_CODE_TEXTS.map(([code]) => code), Object.values(EXIT_CODE));
});
