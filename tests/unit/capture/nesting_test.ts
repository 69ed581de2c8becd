import { Capture } from "../../../lib/capture/mod.ts";
import { CannotCapture, CannotSerialize } from "../../../lib/base/errors.ts";
import { assert, assertMatch, assertRejects } from "../../deps.ts";

class Link {
  constructor(readonly next: unknown) {}
}

Deno.test("Capture refuses what nests too deep, in few words", async () => {
  const kinds: ((next: unknown) => unknown)[] = [
    (next) => ({ next }),
    (next) => new Link(next),
    (next) => [next],
    (next) => new Map([["next", next]]),
  ];
  for (const make of kinds) {
    let list: unknown = null;
    for (let i = 0; i < 20_000; i++) list = make(list);
    const refusals = [
      await assertRejects(() => Capture.of(() => list), CannotCapture),
      await assertRejects(async () => {
        await (await Capture.of((x: unknown) => x)).encode([list], ["input 0"]);
      }, CannotSerialize),
    ];
    for (const error of refusals) {
      assertMatch(error.message, /(?:list|input 0) → .* → … \(\d+ more\) → .* nests too deep\./);
      assert(error.message.length < 500, error.message);
      assert(error.path.length > 500);
    }
  }
});
