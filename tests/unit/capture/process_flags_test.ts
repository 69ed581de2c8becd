import { pathToFileURL } from "node:url";
import { assertEquals } from "../../deps.ts";
import { flagsIn } from "../../../lib/capture/modules/process_flags.ts";

const MAIN = "file:///work/my%20script.ts";

function read(...args: string[]): { passedOn: readonly string[]; lock: unknown } {
  return flagsIn(["deno", "run", ...args], MAIN, "/work");
}

Deno.test("flagsIn() takes the flags that decide what an import means", () => {
  const { passedOn } = read("-A", "--import-map", "a.json", "-c", "b.json", "--vendor=false", "x");
  assertEquals(passedOn, ["--import-map=/work/a.json", "--config=/work/b.json", "--vendor=false"]);
  assertEquals(read("-c=/b.json").passedOn, ["--config=/b.json"]);
  assertEquals(read("--config=https://host/b.json").passedOn, ["--config=https://host/b.json"]);
  assertEquals(read("--unstable-sloppy-imports", "--node-modules-dir").passedOn, [
    "--unstable-sloppy-imports",
    "--node-modules-dir",
  ]);
});

Deno.test("flagsIn() takes where the lock file is", () => {
  assertEquals(read("-A").lock, undefined);
  assertEquals(read("--no-lock").lock, false);
  assertEquals(read("--lock=l.json").lock, "/work/l.json");
  assertEquals(read("--lock", "/l.json").lock, "/l.json");
  assertEquals(read("--lock", "-A").lock, "/work/deno.lock");
});

Deno.test("flagsIn() leaves the script's own arguments alone", () => {
  const { passedOn, lock } = read("-A", "./my script.ts", "--lock=x", "--config", "y");
  assertEquals([passedOn, lock], [[], undefined]);
  assertEquals(flagsIn(["deno", "run", "-", "--no-lock"], MAIN, "/").lock, undefined);
});

Deno.test("flagsIn() knows the script whatever its name has", () => {
  for (const name of ["t#1.ts", "q?x.ts", "p%41.ts", "a b.ts", "ü.ts", "p(ar)~[1].ts"]) {
    const main = pathToFileURL(`/work/${name}`).href;
    for (const script of [name, `./${name}`, `/work/${name}`, main]) {
      const read = flagsIn(["deno", "run", "--lock=l", script, "--no-lock"], main, "/work");
      assertEquals(read.lock, "/work/l", script);
    }
  }
  const remote = "https://host/a%20b.ts?c";
  assertEquals(flagsIn(["deno", "run", remote, "--no-lock"], remote, "/work").lock, undefined);
});
