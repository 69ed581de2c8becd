import { assert, assertEquals, assertStringIncludes, assertThrows } from "../../deps.ts";
import { InvalidSetting } from "../../../lib/base/errors.ts";
import { settings } from "../../../lib/settings/settings.ts";
import { sharableFiles } from "../../../lib/submission/common_files.ts";
import { machinesFor } from "../../../lib/submission/machines.ts";
import { fetchedFrom, send } from "../../../lib/submission/sending.ts";
import { type Sandbox, sandbox } from "../../helpers/sandbox.ts";

function test(name: string, run: (box: Sandbox) => Promise<void> | void): void {
  Deno.test(name, async () => {
    await using box = await sandbox();
    await box.within(async () => await run(box));
  });
}

/** What is sent of a small program. */
async function contextIn(box: Sandbox): Promise<Parameters<typeof send>[0]> {
  const executable = `${box.root}/program`;
  await Deno.copyFile(await Deno.realPath("/usr/bin/true"), executable);
  const { arch } = Deno.build;
  const id = "0123456789abcdef";
  return {
    runtime: { executable, arch, id, bundle: undefined, others: [] },
    commonFiles: undefined,
    keep: { directory: box.directory, id },
  };
}

test("send() sends a program that is compressed, with a launcher, where each job gets its own", async (box) => {
  const delivery = await send(await contextIn(box));
  const [file = ""] = delivery.inputFiles;
  assertEquals(delivery.inputFiles.length, 1);
  assert(file.endsWith(`htmap_program-${Deno.build.arch}.gz`), file);
  assertEquals(delivery.commonFiles, undefined);
  assertEquals(delivery.descriptors.transfer_executable, "True");
  assertStringIncludes(await Deno.readTextFile(delivery.descriptors.executable!), "gzip -dc");
  assertEquals(delivery.descriptors.request_disk, "DiskUsage + 131072");
});

test("send() has all that jobs share go once a node, and nothing with each", async (box) => {
  const delivery = await send(await contextIn(box), { commonFiles: 2 });
  assertEquals(delivery.inputFiles, []);
  const names = delivery.commonFiles?.map((path) => path.split("/").at(-1)?.replace(/-\w+$/, ""));
  assertEquals(names, ["htmap_launch", "htmap_program"]);
  assertEquals(delivery.descriptors.executable, "/bin/sh");
  assertStringIncludes(delivery.requirements ?? "", "TARGET.HasCommonFilesTransfer >= 2");
});

test("send() has the program for another machine go where such a machine is found", async (box) => {
  const context = await contextIn(box);
  const { runtime } = context;
  const arch = runtime.arch === "x86_64" ? "aarch64" : "x86_64";
  const both = { ...runtime, others: [{ executable: runtime.executable, arch }] } as const;
  const delivery = await send({ ...context, runtime: both });
  assertStringIncludes(
    delivery.inputFiles[0]!,
    "/htmap_program-$$([toLower(TARGET.Arch)]).gz",
  );
  for (const one of ["x86_64", "aarch64"]) {
    await Deno.stat(delivery.inputFiles[0]!.replace("$$([toLower(TARGET.Arch)])", one));
  }
  assertStringIncludes(
    delivery.requirements ?? "",
    '(TARGET.Arch == "X86_64" || TARGET.Arch == "aarch64")',
  );
});

test("send() has the program fetched from where the settings say, with what it must be", async (box) => {
  settings.set("TRANSPLANT.ALTERNATE_INPUT_PATH", "https://example.org/a/htmap.gz");
  const context = await contextIn(box);
  const said: string[] = [];
  const keep = { ...context.keep, note: (line: string) => said.push(line) };
  const delivery = await send({ ...context, keep });
  assertEquals(delivery.inputFiles, ["https://example.org/a/htmap.gz"]);
  const launcher = await Deno.readTextFile(delivery.descriptors.executable!);
  const bytes = await Deno.readFile(context.runtime.executable);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  assertStringIncludes(launcher, `sha256=${digest}`);
  const path =
    `${box.directory.transplants}/${context.runtime.id}/htmap_program-${Deno.build.arch}.gz`;
  assertStringIncludes(said.at(-1)!, path);
  await Deno.stat(path);

  settings.set("TRANSPLANT.ASSUME_EXISTS", true);
  await Deno.remove(path);
  said.length = 0;
  assertEquals((await send({ ...context, keep })).inputFiles, delivery.inputFiles);
  assertEquals([said, await Deno.stat(path).catch(() => "none")], [[], "none"]);
});

test("fetchedFrom() refuses what cannot be the name of a file in a submit description", () => {
  for (const name of ["", " a", "a,b", "https://example.org/", 'a"b', "https://x/a?b=c", "a\nb"]) {
    settings.set("TRANSPLANT.ALTERNATE_INPUT_PATH", name);
    const { message } = assertThrows(fetchedFrom, InvalidSetting);
    assertStringIncludes(message, JSON.stringify(name));
  }
  settings.set("TRANSPLANT.ALTERNATE_INPUT_PATH", "osdf:///ospool/htmap.gz");
  assertEquals(fetchedFrom(), "osdf:///ospool/htmap.gz");
});

test("machinesFor() keeps jobs off machines whose C library is too old, unless an image has one", () => {
  const here = { arch: "x86_64", others: [] } as const;
  assertStringIncludes(machinesFor(here), 'TARGET.Arch == "X86_64" && ');
  assertStringIncludes(machinesFor(here), "OpSysMajorVer < 8");
  assertEquals(machinesFor(here, { inImage: true }), 'TARGET.Arch == "X86_64"');
});

test("sharableFiles() leaves out what is to be run, and what is not there", async (box) => {
  const at = (name: string): string => `${box.root}/${name}`;
  await Deno.mkdir(at("data/inner"), { recursive: true });
  await Deno.mkdir(at("tools/inner"), { recursive: true });
  for (const name of ["a.csv", "data/b.csv", "data/inner/c.csv", "tools/d", "tools/inner/run"]) {
    await Deno.writeTextFile(at(name), name, { mode: name.endsWith("run") ? 0o755 : 0o644 });
  }
  const files = [at("a.csv"), at("data"), at("tools"), at("tools/inner/run"), at("nothing")];
  const url = "https://example.org/model.bin";
  assertEquals(await sharableFiles([...files, url]), [at("a.csv"), at("data"), url]);
});
