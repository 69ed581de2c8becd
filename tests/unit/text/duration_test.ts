import { assertEquals } from "../../deps.ts";
import { duration } from "../../../lib/text/duration.ts";

Deno.test("duration() writes hours only where there are some", () => {
  assertEquals([0, 59, 60, 3599.4, 3600, 90061].map(duration), [
    "00:00",
    "00:59",
    "01:00",
    "59:59",
    "1:00:00",
    "25:01:01",
  ]);
});
