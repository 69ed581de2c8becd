import { assertEquals } from "../../deps.ts";
import { Machine } from "../../../lib/backend/local/machine.ts";

Deno.test("Machine.take() gives slots as long as there are processors, the lowest number first", () => {
  const machine = new Machine(4);
  assertEquals([machine.take(1), machine.take(2), machine.take(2)], [1, 2, undefined]);
  assertEquals([machine.take(1), machine.take(1)], [3, undefined]);
  machine.free(2);
  assertEquals([machine.take(1), machine.take(1), machine.take(1)], [2, 4, undefined]);
});

Deno.test("Machine.take() gives a job that wants more than there is all of it", () => {
  const machine = new Machine(2);
  assertEquals(machine.take(100), 1);
  assertEquals(machine.take(1), undefined);
  machine.free(1);
  assertEquals([machine.take(1), machine.take(100)], [1, undefined]);
});
