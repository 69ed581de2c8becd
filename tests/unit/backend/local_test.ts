import { assert, assertEquals, assertRejects } from "../../deps.ts";
import { LocalBackend } from "../../../lib/backend/local/local.ts";
import { SchedulerLock } from "../../../lib/backend/local/lock.ts";
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
