/**
 * The small world in which the examples of all helps are run: the files and maps that they name.
 *
 * @module
 */

import { Place, type Program, removeMaps, untilAtRest } from "./cli.ts";
import { TIMEOUT } from "./patience.ts";

/** The files, by path. */
const FILES: Readonly<Record<string, string>> = {
  "double.ts": "export default (x: number): number => 2 * x;\n",
  "next.ts": "export default (x: number): number => x + 1;\n",
  "count.ts":
    `export default (path: string): number => Deno.readTextFileSync(path).split("\\n").length - 1;\n`,
  "stats.ts":
    "export const mean = (all: number[]): number => all.reduce((a, b) => a + b) / all.length;\n",
  "work.ts": "export const f = (x: number): number => x * x;\n",
  "fit.ts": "export default (row: Record<string, unknown>): number => Object.keys(row).length;\n",
  "analysis.ts": `console.log(Deno.args.join(" "));\n`,
  "plots.ts": `import * as htmap from "htmap";
export default async (x: number): Promise<void> => {
  await Deno.writeTextFile(\`figure-\${x}.txt\`, "a figure");
  await htmap.transferOutputFiles(\`figure-\${x}.txt\`);
};
`,
  "samples.jsonl": "[1, 2, 3]\n[4, 5]\n",
  "runs.csv": "run,size\n1,2.5\n2,3.5\n",
  "data/a.csv": "1\n2\n",
  "data/b.csv": "3\n",
  "model.dat": "0.5\n",
  "pi": '#!/bin/sh\necho "3.14 $*"\n',
  // Small numbers are themselves in CBOR.
  "make.py": "import sys\nsys.stdout.buffer.write(bytes([1, 2, 3]))\n",
  "plot.py": "import sys\nprint(len(sys.stdin.buffer.read()), 'bytes')\n",
};

/** The maps, by what makes them. */
const MAPS: readonly (readonly string[])[] = [
  ["map", "double.ts", "--range", "0:10", "--tag", "dbl"],
  ["map", "work.ts#f", "--range", "3", "--tag", "scan-1"],
  ["map", "work.ts#f", "--range", "3", "--tag", "scan-2"],
  ["map", "plots.ts", "--range", "2", "--tag", "plots"],
  ["map", "double.ts", "--range", "2", "--tag", "calm-green-otter"],
];

/** A place with these files and maps, which becomes again what it was. */
export class ExampleWorld implements AsyncDisposable {
  private constructor(readonly place: Place, private readonly copy: string) {}

  /**
   * Makes the world.
   *
   * @param program How htmap is run.
   * @returns The world, in which all maps are finished.
   */
  static async make(program: Program): Promise<ExampleWorld> {
    const place = await Place.make(program);
    await Deno.mkdir(`${place.root}/data`);
    for (const [path, text] of Object.entries(FILES)) {
      await place.write(path, text.replaceAll('"htmap"', JSON.stringify(program.htmap)));
    }
    await Deno.chmod(`${place.root}/pi`, 0o755);
    const words = program.command.map((word) => `'${word}'`).join(" ");
    await place.write("bin/htmap", `#!/bin/sh\nexec ${words} "$@"\n`);
    await Deno.chmod(`${place.root}/bin/htmap`, 0o755);
    for (const args of MAPS) await place.ok(args);
    await place.ok(["wait", "--all", "--quiet"]);
    await untilAtRest(place); // a file that goes away meanwhile cannot be copied
    const copy = `${place.root}-copy`;
    await run("cp", ["-a", place.root, copy]);
    return new ExampleWorld(place, copy);
  }

  /** Makes it again what it was when it was made. */
  async restore(): Promise<void> {
    const { place, copy } = this;
    await removeMaps(place); // whatever still runs
    for await (const { name } of Deno.readDir(place.root)) {
      await Deno.remove(`${place.root}/${name}`, { recursive: true });
    }
    await run("cp", ["-a", `${copy}/.`, place.root]);
  }

  /** Runs a command line as a shell does. */
  async shell(commandLine: string): Promise<{ code: number; stdout: string; stderr: string }> {
    const { place } = this;
    // Whatever waits for ever is ended, so that the test fails and says what it was.
    const { code, stdout, stderr } = await new Deno.Command("timeout", {
      args: [TIMEOUT, "sh", "-c", commandLine],
      cwd: place.root,
      clearEnv: true,
      env: { ...place.env, PATH: `${place.root}/bin:${Deno.env.get("PATH") ?? "/usr/bin:/bin"}` },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.place[Symbol.asyncDispose]();
    await Deno.remove(this.copy, { recursive: true });
  }
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
}
