/**
 * Running a project of a few files, whose script captures functions.
 *
 * @module
 */

const HELPER = new URL("./elsewhere.ts", import.meta.url).href;

/** The start of a script that runs functions elsewhere, and shows what comes back. */
export const IMPORTS: string = `import { elsewhere } from ${JSON.stringify(HELPER)};
const show = (value: unknown) => console.log(JSON.stringify(value));
`;

/** What a script wrote. */
export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** How a project is run. */
export interface RunOptions {
  /**
   * Flags of Deno's.
   *
   * @default ["--no-lock"]
   */
  flags?: readonly string[];
  /** What TMPDIR is. */
  temporary?: string;
  /** The script. */
  script?: string;
}

/** Writes files into a directory of their own and runs the one called `main.ts` with Deno. */
export async function runProject(
  files: Record<string, string>,
  { flags = ["--no-lock"], script = "main.ts", temporary }: RunOptions = {},
): Promise<Ran> {
  const directory = await Deno.makeTempDir({ prefix: "htmap project " });
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = `${directory}/${name}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(path, text);
    }
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", ...flags, script],
      cwd: directory,
      env: { NO_COLOR: "1", ...(temporary === undefined ? {} : { TMPDIR: temporary }) },
    }).output();
    const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    return { code, stdout: text(stdout), stderr: text(stderr) };
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
