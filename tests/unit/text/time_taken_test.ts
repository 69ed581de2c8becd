import { timeTaken } from "../../../lib/text/time_taken.ts";
import { assertEquals } from "../../deps.ts";

Deno.test("timeTaken() writes a time in a unit that suits it", () => {
  const cases: [number, string][] = [
    [0, "0 ms"],
    [0.0123, "12 ms"],
    [0.9994, "999 ms"],
    [0.9999, "1.0 s"],
    [12.34, "12.3 s"],
    [59.96, "1 min 0 s"],
    [125, "2 min 5 s"],
    [3599.6, "1 h 0 min"],
    [11_400, "3 h 10 min"],
    [400_000, "111 h 6 min"],
  ];
  for (const [seconds, text] of cases) assertEquals(timeTaken(seconds), text);
});
