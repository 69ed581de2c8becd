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

Deno.test("Machine.take() gives slots as long as there is memory, too", () => {
  const machine = new Machine(8, 1000);
  assertEquals([machine.take(1, 600), machine.take(1, 500), machine.take(1, 400)], [
    1,
    undefined,
    2,
  ]);
  assertEquals([machine.memoryOf(1), machine.memoryOf(2)], [600, 400]);
  machine.free(1);
  assertEquals([machine.take(1, 601), machine.take(1, 600)], [undefined, 1]);
});

Deno.test("Machine.take() gives a job that wants more memory than there is all of it, alone", () => {
  const machine = new Machine(8, 1000);
  assertEquals(machine.take(1, 64_000), 1);
  assertEquals(machine.memoryOf(1), 1000);
  assertEquals(machine.take(1, 1), undefined);
  machine.free(1);
  assertEquals([machine.take(1, 1), machine.take(1, 64_000)], [1, undefined]);
});

Deno.test("Machine.take() gives a job that does not say its processors' share of the memory", () => {
  const machine = new Machine(4, 1002);
  assertEquals([1, 1, 2].map((cpus) => machine.take(cpus)), [1, 2, 3]);
  assertEquals([1, 2, 3].map((slot) => machine.memoryOf(slot)), [250, 250, 501]);
});

Deno.test("Machine.take() gives no job more than 4 GB that does not ask for it", () => {
  const machine = new Machine(2, 24_000);
  assertEquals([machine.take(1), machine.take(1, 19_000)], [1, 2]);
  assertEquals([machine.memoryOf(1), machine.memoryOf(2)], [4096, 19_000]);
});
