import { gunzipSync, gzipSync } from "node:zlib";
import { unpack } from "../../../lib/capture/modules/unpack.ts";
import { assert, assertEquals, assertRejects } from "../../deps.ts";

/** Whether `tar` here writes all the formats. */
const isGnu = await new Deno.Command("tar", { args: ["--version"], stderr: "null" }).output()
  .then(({ stdout }) => new TextDecoder().decode(stdout).includes("GNU"), () => false);

/** Makes a compressed tar file with the system's program, of a directory that `fill` fills. */
async function archive(
  fill: (directory: string) => void,
  flags: readonly string[],
): Promise<Uint8Array<ArrayBuffer>> {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${root}/package`);
    fill(`${root}/package`);
    const { success, stdout, stderr } = await new Deno.Command("tar", {
      args: ["-cz", ...flags, "package"],
      cwd: root,
      env: { LC_ALL: "C.UTF-8" },
    }).output();
    assert(success, new TextDecoder().decode(stderr));
    return stdout;
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Unpacks, and gives the texts of all files by their paths. */
async function unpacked(bytes: Uint8Array): Promise<Record<string, string>> {
  const root = await Deno.makeTempDir();
  try {
    await unpack(bytes, `${root}/cache/one/1.0.0`);
    assertEquals([...Deno.readDirSync(`${root}/cache/one`)].map(({ name }) => name), ["1.0.0"]);
    return filesIn(`${root}/cache/one/1.0.0`);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

function filesIn(root: string, under = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, isDirectory, isFile } of Deno.readDirSync(`${root}/${under}`)) {
    const path = `${under}${name}`;
    if (isDirectory) Object.assign(found, filesIn(root, `${path}/`));
    else found[path] = isFile ? Deno.readTextFileSync(`${root}/${path}`) : "no regular file";
  }
  return found;
}

function write(directory: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    Deno.mkdirSync(`${directory}/${name}/..`.replace(/[^/]*\/\.\.$/, ""), { recursive: true });
    Deno.writeTextFileSync(`${directory}/${name}`, text);
  }
}

/** Names on both sides of what the fields of a header hold, 100 and 255 bytes. */
const SHORT = {
  "package.json": "{}",
  "lib/ü 日本.js": "1;",
  "empty": "",
  "block": "x".repeat(512),
};
const LONG = {
  [`${"d".repeat(90)}/${"e".repeat(40)}/f.js`]: "2;",
  [`${"ü".repeat(45)}/g.js`]: "3;",
};
const LONGEST = { [`${"h".repeat(150)}/${"i".repeat(150)}/${"日".repeat(60)}.js`]: "4;" };

/** What each format can say. */
const FORMATS = {
  ustar: { ...SHORT, ...LONG },
  pax: { ...SHORT, ...LONG, ...LONGEST },
  gnu: { ...SHORT, ...LONG, ...LONGEST },
  v7: { "package.json": "{}" },
};

for (const [format, files] of Object.entries(FORMATS)) {
  Deno.test({
    name: `unpack() reads the format ${format} of tar files`,
    ignore: !isGnu,
    fn: async () => {
      const bytes = await archive((root) => write(root, files), [`--format=${format}`]);
      assertEquals(await unpacked(bytes), files);
    },
  });
}

for (const format of ["ustar", "pax", "gnu"]) {
  Deno.test({
    name: `unpack() leaves out what is no regular file, in the format ${format}`,
    ignore: !isGnu,
    fn: async () => {
      const bytes = await archive((root) => {
        write(root, { "a.js": "1;", "z/b.js": "2;" });
        Deno.symlinkSync("a.js", `${root}/link.js`);
        Deno.symlinkSync("/etc", `${root}/away`);
        Deno.linkSync(`${root}/a.js`, `${root}/same.js`);
        new Deno.Command("mkfifo", { args: [`${root}/pipe`] }).outputSync();
      }, [`--format=${format}`, "--sort=name"]);
      assertEquals(await unpacked(bytes), { "a.js": "1;", "z/b.js": "2;" });
    },
  });

  Deno.test({
    name: `unpack() leaves out what would lead out of the directory, in the format ${format}`,
    ignore: !isGnu,
    fn: async () => {
      const flags = [`--format=${format}`, "-P", "--transform=s,bad,../../bad,"];
      const files = { "bad.js": "1;", "good.js": "2;", "deep/bad/x.js": "3;" };
      const bytes = await archive((root) => write(root, files), flags);
      assertEquals(await unpacked(bytes), { "good.js": "2;" });
    },
  });
}

Deno.test({
  name: "unpack() takes the first directory away, whatever it is called",
  ignore: !isGnu,
  fn: async () => {
    const files = { "a.js": "1;", "b/c.js": "2;" };
    for (const to of ["other name", "./package", "/package"]) {
      const flags = ["-P", `--transform=s,^package,${to},`];
      assertEquals(await unpacked(await archive((root) => write(root, files), flags)), files);
    }
  },
});

Deno.test({
  name: "unpack() reads a size that is written in binary",
  ignore: !isGnu,
  fn: async () => {
    const bytes = await archive((root) => write(root, { "a.js": "12345;" }), ["--format=gnu"]);
    const tar = gunzipSync(bytes);
    const at = tar.findIndex((_, index) => textAt(tar, index) === "package/a.js");
    tar.fill(0, at + 124, at + 136);
    tar[at + 124] = 0x80;
    tar[at + 135] = 6;
    tar.fill(32, at + 148, at + 156);
    const sum = tar.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
    tar.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), at + 148);
    assertEquals(await unpacked(gzipSync(tar)), { "a.js": "12345;" });
  },
});

function textAt(tar: Uint8Array, at: number): string {
  return new TextDecoder().decode(tar.subarray(at, tar.indexOf(0, at)));
}

/** Unpacking must fail, and leave nothing. */
async function assertLeavesNothing(bytes: Uint8Array): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${root}/one`);
    await assertRejects(() => unpack(bytes, `${root}/one/1.0.0`), Error);
    assertEquals([...Deno.readDirSync(`${root}/one`)], []);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test({
  name: "unpack() refuses an archive that is cut short anywhere, and leaves nothing",
  ignore: !isGnu,
  fn: async () => {
    const files = { "a.js": "1".repeat(1000), "b.js": "2".repeat(1000) };
    const bytes = await archive((root) => write(root, files), ["--sort=name", "-b1"]);
    await assertLeavesNothing(bytes.subarray(0, bytes.length / 2));
    const tar = gunzipSync(bytes);
    // In the header of a directory, of a file, in its content, and after it.
    for (const length of [100, 512, 600, 1024, 1100, 2048, 2560, tar.length - 1024]) {
      await assertLeavesNothing(gzipSync(tar.subarray(0, length)));
    }
  },
});

Deno.test({
  name: "unpack() refuses an archive with a damaged header, and what is no archive",
  ignore: !isGnu,
  fn: async () => {
    const bytes = await archive((root) => write(root, { "a.js": "1;" }), []);
    const tar = gunzipSync(bytes);
    tar[1] = 0x58;
    await assertLeavesNothing(gzipSync(tar));
    await assertLeavesNothing(tar);
    await assertLeavesNothing(gzipSync(new TextEncoder().encode("<html>".repeat(200))));
  },
});

Deno.test({
  name: "unpack() leaves nothing where a file cannot be written",
  ignore: !isGnu,
  fn: async () => {
    // The second entry needs a directory where the first is a file.
    const flags = ["--sort=name", "--transform=s,second,first/below,"];
    const bytes = await archive((root) => write(root, { first: "1;", second: "2;" }), flags);
    await assertLeavesNothing(bytes);
  },
});

Deno.test({
  name: "unpack() is content with what another process has unpacked meanwhile",
  ignore: !isGnu,
  fn: async () => {
    const root = await Deno.makeTempDir();
    try {
      const bytes = await archive((directory) => write(directory, { "a.js": "1;" }), []);
      await Promise.all([1, 2, 3].map(() => unpack(bytes, `${root}/1.0.0`)));
      assertEquals(filesIn(root), { "1.0.0/a.js": "1;" });
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  },
});
