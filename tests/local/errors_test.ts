/**
 * Every class of `htmap.errors` is thrown: for each there is a case here that brings it about, by what
 * its message is to say.
 */

import { assert, assertEquals, assertMatch } from "../deps.ts";
import { openBackend } from "../../lib/backend/open.ts";
import * as htmap from "../../mod.ts";
import { FROM_SOURCE, Place } from "../helpers/cli.ts";
import { makePythonMap } from "../helpers/foreign_map.ts";
import { type Sandbox, testInSandbox } from "../helpers/sandbox.ts";

const { errors } = htmap;
const LOCAL = { backend: "local", quiet: true } as const;
const double = (x: number): number => 2 * x;
const forever = (): Promise<void> => new Promise(() => setInterval(() => {}, 1000));

/** Makes a map of one component that has ended. */
async function ended(tag = "m"): Promise<htmap.HTMap<[number], number>> {
  const m = await htmap.map(double, [1], { ...LOCAL, tag });
  await m.wait();
  return m;
}

/** Makes a map of one component that does not end. */
async function running(): Promise<htmap.HTMap<[number], void>> {
  const m = await htmap.map(forever as (x: number) => Promise<void>, [1], { ...LOCAL, tag: "r" });
  while ((await m.componentStatuses())[0] !== "RUNNING") {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return m;
}

/** Does something while a map is being made. */
async function whileMaking<T>(act: (tag: string) => Promise<T>): Promise<T> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const inputs = async function* (): AsyncGenerator<number> {
    await promise;
    yield 1;
  };
  const making = htmap.map(double, inputs(), { ...LOCAL, tag: "slow" });
  while ((await htmap.getTags()).length === 0) await new Promise((next) => setTimeout(next, 5));
  try {
    return await act("slow");
  } finally {
    resolve();
    await making;
  }
}

/** Has programs stand for HTCondor's tools. */
async function withTools<T>(
  box: Sandbox,
  tools: Record<string, string>,
  run: () => Promise<T>,
): Promise<T> {
  const path = Deno.env.get("PATH") ?? "";
  await Deno.mkdir(`${box.root}/tools`);
  for (const [name, script] of Object.entries(tools)) {
    await Deno.writeTextFile(`${box.root}/tools/${name}`, `#!/bin/sh\n${script}\n`, {
      mode: 0o755,
    });
  }
  Deno.env.set("PATH", `${box.root}/tools:${path}`);
  htmap.settings.set("DELIVERY_METHOD", "shared");
  try {
    return await run();
  } finally {
    Deno.env.set("PATH", path);
  }
}

const ON_POOL = { backend: "htcondor", quiet: true } as const;
const TOOLS = {
  condor_version: "echo '$CondorVersion: 23.9.6 2024-08-08 $'",
  condor_submit: "echo 'ERROR: Failed to create proc' >&2; exit 1",
  condor_config_val: "echo here",
  condor_q: "exit 0",
};

/** What brings each about, and what its message says. */
const CASES: Record<string, readonly [(box: Sandbox) => unknown, RegExp]> = {
  InvalidArgument: [() => htmap.map(double, 5 as unknown as number[], LOCAL), /looped over/],
  TimeoutError: [async () => await (await running()).get(0, { timeout: 10 }), /within 0\.01 s/],
  MissingSetting: [() => htmap.settings.get("NO.SUCH"), /NO\.SUCH has no value/],
  InvalidSetting: [() => htmap.settings.set("WAIT_TIME", -1), /a number above 0/],
  OutputNotFound: [async () => await (await running()).at(0), /get\(/],
  NoMapYet: [() => htmap.buildMap(double).map, /submit\(\)/],
  TagAlreadyExists: [async () => await ended() && await ended(), /"m" is in use/],
  InvalidTag: [() => htmap.map(double, [1], { ...LOCAL, tag: "a/b" }), /cannot be a tag/],
  TagNotFound: [() => htmap.load("absent"), /no map with the tag "absent"/],
  IncompleteMap: [() => whileMaking((tag) => htmap.load(tag)), /not completely made yet/],
  ForeignMap: [async (box) => {
    await makePythonMap(box.directory, "legacy");
    return await htmap.load("legacy");
  }, /HTMap for Python/],
  DamagedMap: [async (box) => {
    await Deno.mkdir(box.directory.tags, { recursive: true, mode: 0o700 });
    await Deno.writeTextFile(box.directory.tag("empty"), "");
    return await htmap.load("empty");
  }, /is damaged/],
  MapIsBeingMade: [
    () => whileMaking((tag) => htmap.remove(tag)),
    new RegExp(`process ${Deno.pid} `),
  ],
  MapIsBusy: [async () => {
    const m = await ended();
    using file = await Deno.open(m.paths.jobsLock, { write: true });
    assert(file.tryLockSync(true));
    const { now } = Date;
    let calls = 0;
    Date.now = () => now() + (calls++ === 0 ? 0 : 3_600_000); // the wait for the lock is a long one
    try {
      return await m.rerun();
    } finally {
      Date.now = now;
    }
  }, /Another process/],
  EmptyMap: [() => htmap.map(double, [], LOCAL), /no inputs/],
  ReservedOptionKeyword: [
    () => htmap.map(double, [1], { ...LOCAL, mapOptions: { universe: "vanilla" } }),
    /"universe" is reserved/,
  ],
  InvalidOption: [() => htmap.map(double, [1], { ...LOCAL, mapOptions: { chunk: 0 } }), /chunk/],
  MisalignedInputData: [
    () => htmap.map(double, [1], { ...LOCAL, mapOptions: { request_memory: ["1", "2"] } }),
    /has 2 values for 1 components/,
  ],
  CannotRetagMap: [async () => {
    const m = await ended();
    using file = await Deno.open(m.paths.tagLock, { write: true, create: true });
    assert(file.tryLockSync(true));
    return await m.retag("n");
  }, /cannot get the tag "n"/],
  UnknownDeliveryMethod: [(box) =>
    withTools(box, TOOLS, () => {
      htmap.settings.set("DELIVERY_METHOD", "pigeon");
      return htmap.map(double, [1], ON_POOL);
    }), /no delivery method "pigeon"/],
  MapWasRemoved: [async () => {
    const m = await ended();
    await m.remove();
    return await m.status();
  }, /was removed/],
  ResultTooLarge: [async () => {
    await using place = await Place.make(FROM_SOURCE);
    await place.write("large.js", "export default () => new Array(2 ** 32 - 1);");
    const { stderr } = await place.run([
      "--verbose",
      "map",
      "large.js",
      "-r",
      "1",
      "--results",
      "jsonl",
    ]);
    const [, name, message] = /^(?!error)(\w+): (The result of component 0 .*)/m.exec(stderr) ?? [];
    assertEquals(name, "ResultTooLarge", stderr);
    throw new errors.ResultTooLarge("t", 0, "jsonl", message ?? ""); // in another process it was
  }, /million characters/],
  MapComponentError: [async () => {
    const fail = (_: number): never => {
      throw new Error("on purpose");
    };
    return await (await htmap.map(fail, [1], LOCAL)).get(0);
  }, /on purpose/],
  MapComponentHeld: [async () => {
    const m = await running();
    await m.hold();
    return await m.get(0);
  }, /is held/],
  MapComponentRemoved: [async () => {
    const m = await running();
    await (await openBackend("local")).act("remove", m.paths);
    return await m.get(0);
  }, /was removed from the queue/],
  ExpectedError: [async () => await (await ended()).getError(0), /did not fail/],
  ComponentNotFound: [async () => await (await ended()).get(1), /no component 1/],
  CannotRerunComponents: [async () => await (await running()).rerun(), /in the queue/],
  CannotTransplant: [(box) =>
    withTools(box, TOOLS, async () => {
      htmap.settings.set("TRANSPLANT.DIR", await shutDirectory(box));
      htmap.settings.set("DELIVERY_METHOD", "transplant");
      return await htmap.map(double, [1], ON_POOL);
    }), /could not be written/],
  TransplantIsInUse: [async () => {
    await ended();
    const [transplant] = await htmap.transplants();
    return await transplant?.remove();
  }, /"m" are sent it/],
  HTCondorError: [
    (box) => withTools(box, TOOLS, () => htmap.map(double, [1], ON_POOL)),
    /Failed to create proc/,
  ],
  InsufficientHTCondorVersion: [
    (box) =>
      withTools(
        box,
        TOOLS,
        () => htmap.map(double, [1], { ...ON_POOL, mapOptions: { retry_request_memory: "1GB" } }),
      ),
    /24\.0\.0/,
  ],
  CorruptEventLog: [async () => {
    const m = await running();
    await Deno.writeTextFile(m.paths.events, "garbage\n...\n");
    await m.componentStatuses(); // seen while it is shorter than what was there
    await (await openBackend("local")).act("remove", m.paths);
    return await m.get(0);
  }, /event log of the map "r"/],
  CorruptData: [async () => {
    const m = await ended();
    const bytes = await Deno.readFile(m.paths.output(0, 0));
    await Deno.writeFile(m.paths.output(0, 0), bytes.fill(0xff, 12));
    return await m.get(0);
  }, /is corrupt/],
  OtherForm: [async () => {
    const m = await ended();
    await Deno.writeFile(m.paths.output(0, 0), new TextEncoder().encode("HTMAP\0\x01\x01"));
    return await m.get(0);
  }, /was written by htmap 0\.1/],
  CannotCapture: [() => {
    const promise = Promise.resolve(1);
    return htmap.map((_: number) => promise, [1], LOCAL);
  }, /cannot travel/],
  CannotSerialize: [() => htmap.map((f: unknown) => f, [() => 1], LOCAL), /cannot be serialised/],
  UnusableDirectory: [async (box) => {
    await Deno.writeTextFile(`${box.root}/file`, "");
    htmap.settings.set("HTMAP_DIR", `${box.root}/file`);
    return await htmap.getTags();
  }, /cannot be used/],
  CannotWrite: [(box) => htmap.settings.save(`${box.root}/absent/settings.toml`), /be written/],
};

const names = Object.keys(errors).filter((name) => name !== "HTMapError");

for (const name of names) {
  const [bring, says] = CASES[name] ?? [];
  testInSandbox(`errors.${name} is thrown`, async (box) => {
    assert(bring && says, `there is no case that brings errors.${name} about`);
    const quiet = [console.warn, console.error] as const;
    console.warn = console.error = () => {};
    try {
      const error: unknown = await Promise.resolve().then(() => bring(box)).then(
        () => undefined,
        (thrown) => thrown,
      );
      assert(error instanceof errors.HTMapError, `nothing of htmap's was thrown: ${error}`);
      assertEquals([error.name, error.constructor.name], [name, name], error.message);
      assertMatch(error.message, says);
      // Values are shown with what encloses them; advice ends without a full stop.
      assert(!error.message.endsWith("."), error.message);
    } finally {
      [console.warn, console.error] = quiet;
      await htmap.clean({ all: true }).catch(() => {}); // some cases leave what cannot be cleaned
    }
  });
}

/** A directory of this user's in which nothing can be written. */
async function shutDirectory({ root }: Sandbox): Promise<string> {
  if (Deno.uid() === 0) return "/sys/kernel"; // the superuser may write wherever anyone can
  await Deno.mkdir(`${root}/shut`, { mode: 0o500 });
  return `${root}/shut`;
}
