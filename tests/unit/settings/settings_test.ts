import { TransferPath } from "../../../lib/base/transfer_path.ts";
import { assertEquals, assertStringIncludes, assertThrows } from "../../deps.ts";
import { InvalidSetting, MissingSetting } from "../../../lib/base/errors.ts";
import { Settings } from "../../../lib/settings/settings.ts";
import { sandbox } from "../../helpers/sandbox.ts";

Deno.test("Settings.get() takes the first layer that has the key", () => {
  const settings = new Settings({ WAIT_TIME: 2 }, { WAIT_TIME: 3, DOCKER: { IMAGE: "x" } });
  assertEquals(settings.get("WAIT_TIME"), 2);
  assertEquals(settings.get("DOCKER.IMAGE"), "x");
});

Deno.test("Settings.get() merges tables over the layers", () => {
  const settings = new Settings({ MAP_OPTIONS: { a: "1" } }, { MAP_OPTIONS: { a: "0", b: "2" } });
  assertEquals({ ...Object(settings.get("MAP_OPTIONS")) }, { a: "1", b: "2" });
});

Deno.test("Settings.get() throws MissingSetting for a key without value, unless given a fallback", () => {
  assertThrows(() => new Settings().get("NO.SUCH"), MissingSetting, "NO.SUCH");
  assertEquals(new Settings().get("NO.SUCH", 7), 7);
});

Deno.test("Settings.set() overrides every layer and leaves them as they were", () => {
  const below = new Settings({ DOCKER: { IMAGE: "old" } });
  const settings = new Settings({}, below);
  settings.set("DOCKER.IMAGE", "new");
  assertEquals(settings.get("DOCKER.IMAGE"), "new");
  assertEquals(below.get("DOCKER.IMAGE"), "old");
});

Deno.test("Settings.set() takes a URL or a TransferPath for a place", () => {
  const settings = new Settings({});
  settings.set("TRANSPLANT.DIR", new URL("file:///a%20b"));
  settings.set("DOCKER.IMAGE", new TransferPath("/images/x.sif"));
  settings.set("TRANSPLANT.ALTERNATE_INPUT_PATH", new URL("https://h/a b.gz"));
  assertEquals(settings.get("TRANSPLANT.DIR"), "/a b");
  assertEquals(settings.get("DOCKER.IMAGE"), "/images/x.sif");
  assertEquals(settings.get("TRANSPLANT.ALTERNATE_INPUT_PATH"), "https://h/a%20b.gz");
});

Deno.test("Settings.set() refuses a value of the wrong kind", () => {
  assertThrows(() => new Settings().set("WAIT_TIME", "soon"), InvalidSetting, "a number above 0");
  assertThrows(() => new Settings().set("WAIT_TIME", -1), InvalidSetting, "a number above 0");
  for (const files of [0, 0.5, -1, "5", NaN]) {
    assertThrows(
      () => new Settings().set("LOG.FILES", files),
      InvalidSetting,
      "a whole number from 1",
    );
  }
  assertThrows(() => new Settings().set("LOG.LEVEL", "loud"), InvalidSetting, '"debug", "info"');
});

Deno.test("Settings.set() refuses a value that is not one of the few there are", () => {
  const error = assertThrows(() => new Settings().set("BACKEND", "foo"), InvalidSetting);
  assertStringIncludes(error.message, 'one of "auto", "htcondor", "local", but it is "foo"');
});

Deno.test("Settings.set() does not touch a prototype", () => {
  const settings = new Settings({});
  settings.set("__proto__.polluted", true);
  assertEquals(Object.hasOwn(Object.prototype, "polluted"), false);
});

Deno.test("Settings.load() names the line of a file that is not TOML, and shows it", async () => {
  await using box = await sandbox();
  const path = `${box.root}/.htmaprc`;
  const faulty = {
    'IMAGE = = "x"': 'WAIT_TIME = 1\n[DOCKER]\nIMAGE = = "x"\n',
    "IMAGE = ": 'WAIT_TIME = 1\n[DOCKER]\nIMAGE = \nOTHER = "x"\n',
    "IMAGE =": "WAIT_TIME = 1\r\n[DOCKER]\r\nIMAGE =\r\n\r\nOTHER = 1\r\n",
    "A = [1, 2": "WAIT_TIME = 1\n[DOCKER]\nA = [1, 2\n\n[MAP_OPTIONS]\n",
    '= "x"': 'WAIT_TIME = 1\n[DOCKER]\n= "x"\n',
    "IMAGE": "WAIT_TIME = 1\n[DOCKER]\nIMAGE\n",
    "IMAGE = x": "WAIT_TIME = 1\n[DOCKER]\nIMAGE = x",
  };
  for (const [line, text] of Object.entries(faulty)) {
    await Deno.writeTextFile(path, text);
    const { message } = assertThrows(() => Settings.load(path), InvalidSetting);
    assertStringIncludes(message, "not valid TOML, line 3: ");
    assertStringIncludes(message, `\n  3 | ${line}\nMend that line`);
  }
});

Deno.test("Settings.load() refuses a known key with a value of the wrong kind", async () => {
  await using box = await sandbox();
  const path = `${box.root}/.htmaprc`;
  await Deno.writeTextFile(path, 'WAIT_TIME = "soon"\n');
  assertStringIncludes(
    assertThrows(() => Settings.load(path), InvalidSetting).message,
    "WAIT_TIME",
  );
});

Deno.test("Settings.load() gives no settings where there is no file", () => {
  assertEquals(Settings.load("/nonexistent/.htmaprc").toDict(), Object.create(null));
});

Deno.test("Settings.save() writes what load() reads", async () => {
  await using box = await sandbox();
  const path = `${box.root}/saved`;
  await new Settings({ WAIT_TIME: 4, HTCONDOR: { SCHEDULER: null } }, { DOCKER: { IMAGE: "y" } })
    .save(path);
  const loaded = Settings.load(path);
  assertEquals([loaded.get("WAIT_TIME"), loaded.get("DOCKER.IMAGE")], [4, "y"]);
});

Deno.test("Settings.save() writes to where a link leads", async () => {
  await using box = await sandbox();
  await Deno.symlink("behind", `${box.root}/link`);
  await new Settings({ WAIT_TIME: 4 }).save(`${box.root}/link`);
  assertEquals(Settings.load(`${box.root}/behind`).get("WAIT_TIME"), 4);
});

Deno.test("Settings.replace(), append() and prepend() change the search", () => {
  const settings = new Settings({ A: 1 });
  settings.append({ A: 2, B: 2 });
  settings.prepend({ A: 0 });
  assertEquals([settings.get("A"), settings.get("B")], [0, 2]);
  settings.replace(new Settings({ A: 9 }));
  assertEquals([settings.get("A"), settings.get("B", null)], [9, null]);
});

Deno.test("settings come from run time, then the file, then the environment, then the defaults", async () => {
  await using box = await sandbox();
  const run = async (env: Record<string, string>, file?: string): Promise<[string, string]> => {
    if (file !== undefined) await Deno.writeTextFile(`${box.env.HOME}/.htmaprc`, file);
    const code = `import { settings } from ${
      JSON.stringify(import.meta.resolve("../../../lib/settings/settings.ts"))
    };
      console.log(settings.get("DELIVERY_METHOD"));`;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", code],
      env: {
        ...box.env,
        DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
        ...env,
      },
    }).output();
    const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).trim();
    return [decode(stdout), decode(stderr)];
  };
  const read = async (env: Record<string, string>, file?: string): Promise<string> =>
    (await run(env, file))[0];
  assertEquals(await read({}), "auto");
  assertEquals(await read({ HTMAP_DELIVERY: "assume" }), "assume");
  assertEquals(await read({ HTMAP_DELIVERY: "assume" }, 'DELIVERY_METHOD = "shared"\n'), "shared");
  const [, said] = await run({ HTMAP_BACKEND: "foo" }, "");
  assertStringIncludes(said, "in the environment variable HTMAP_BACKEND must be one of");
});
