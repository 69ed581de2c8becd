import { assert, assertEquals, assertRejects } from "../../deps.ts";
import { LocalBackend } from "../../../lib/backend/local/local.ts";
import { readLock, SchedulerLock } from "../../../lib/backend/local/lock.ts";
import { identifySelf } from "../../../lib/backend/local/process.ts";
import { loadDelay } from "../../../lib/deps.ts";
import { MapPaths } from "../../../lib/store/map_paths.ts";

/** A map without jobs that this process is the scheduler of, so that no other is started. */
async function lockedMap(): Promise<{ paths: MapPaths; lock: SchedulerLock } & AsyncDisposable> {
  const root = await Deno.makeTempDir({ prefix: "htmap-test-" });
  const paths = new MapPaths(root, "test");
  for (const path of [paths.local, paths.localClusters]) await Deno.mkdir(path);
  await Deno.writeTextFile(paths.localLock, "");
  const lock = SchedulerLock.tryTake(paths);
  assert(lock);
  return { paths, lock, [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }) };
}

Deno.test("LocalBackend.act() stops waiting at once when its signal is aborted", async () => {
  await using map = await lockedMap();
  const stop = new AbortController();
  let end: unknown = "none yet";
  await loadDelay(); // what it pauses with, which a busy machine may take long to load
  new LocalBackend().act("remove", map.paths, { signal: stop.signal })
    .then(() => end = "done", (error) => end = error);
  // By now it has looked at the lock a few times, and pauses for longer than below.
  await new Promise((resolve) => setTimeout(resolve, 200));
  assertEquals(end, "none yet");
  const reason = new Error("enough");
  stop.abort(reason);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(end, reason);
  map.lock.release();
});

Deno.test("LocalBackend.act() does not wait if its signal was aborted before", async () => {
  await using map = await lockedMap();
  const signal = AbortSignal.abort(new Error("enough"));
  await assertRejects(
    () => new LocalBackend().act("remove", map.paths, { signal }),
    Error,
    "enough",
  );
  map.lock.release();
});

Deno.test("LocalBackend.act() waits for the scheduler of what it removes to end", async () => {
  await using map = await lockedMap();
  let isFree = false;
  setTimeout(() => {
    isFree = true;
    map.lock.release();
  }, 50);
  await new LocalBackend().act("remove", map.paths);
  assert(isFree);
});

Deno.test("readLock() goes by the kernel's lock where the scheduler is in another container", async () => {
  await using map = await lockedMap();
  const there = JSON.stringify({ ...identifySelf(), pid: 1, table: "pid:[1]", host: "container" });
  await Deno.writeTextFile(map.paths.localLock, there);
  const { holder, isElsewhere } = readLock(map.paths);
  assertEquals([holder?.host, isElsewhere], ["container", false]);
  map.lock.release();
  await Deno.writeTextFile(map.paths.localLock, there); // as if it had been killed
  assertEquals(readLock(map.paths).holder, undefined);
  const next = SchedulerLock.tryTake(map.paths); // looking at it has not kept the lock
  assert(next);
  next.release();
});

Deno.test("readLock() cannot know of a scheduler on another machine", async () => {
  await using map = await lockedMap();
  map.lock.release();
  const there = JSON.stringify({ ...identifySelf(), boot: "another", host: "another" });
  await Deno.writeTextFile(map.paths.localLock, there);
  const { holder, isElsewhere } = readLock(map.paths);
  assertEquals([holder?.host, isElsewhere], ["another", true]);
});
