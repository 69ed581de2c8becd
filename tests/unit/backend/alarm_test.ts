import { assert, assertEquals } from "../../deps.ts";
import { Alarm } from "../../../lib/backend/local/alarm.ts";

/** Longer than any test takes: a wait for so long ends only because the alarm rings. */
const FOREVER = 1_000_000_000;

/** Whether a wait is over by the time that all which is due now has been done. */
async function isOver(wait: Promise<void>): Promise<boolean> {
  let over = false;
  wait.then(() => over = true);
  await new Promise((resolve) => setTimeout(resolve, 0));
  return over;
}

Deno.test("Alarm.wait() ends at once when it rings, and leaves no timer behind", async () => {
  const alarm = new Alarm();
  const wait = alarm.wait(FOREVER);
  assert(!await isOver(wait));
  alarm.ring();
  assert(await isOver(wait));
});

Deno.test("Alarm.wait() ends when the time is up", async () => {
  const alarm = new Alarm();
  const started = performance.now();
  await alarm.wait(20);
  assert(performance.now() - started >= 19); // a timer may be a fraction of a millisecond early
});

Deno.test("Alarm.ring() ends the next wait if no one is waiting, and only that one", async () => {
  const alarm = new Alarm();
  alarm.ring();
  alarm.ring();
  await alarm.wait(FOREVER);
  const wait = alarm.wait(FOREVER);
  assert(!await isOver(wait));
  alarm.ring();
  await wait;
});

Deno.test("Alarm.wait() can be waited for again and again", async () => {
  const alarm = new Alarm();
  let woken = 0;
  for (let i = 0; i < 100; i++) {
    const wait = alarm.wait(FOREVER);
    alarm.ring();
    await wait;
    woken++;
  }
  assertEquals(woken, 100);
});
