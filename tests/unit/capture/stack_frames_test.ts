import { pathToFileURL } from "node:url";
import { userStack } from "../../../executor/stack.ts";
import { lineOfPositions } from "../../../lib/capture/emit/pieces.ts";
import { Origin } from "../../../lib/capture/engine/origin.ts";
import { assertEquals } from "../../deps.ts";

/** What the user wrote, in a file whose name says little of it. */
const SOURCE = `// A comment.
export function outer() { return inner(); }
function inner() { throw new Error("no"); }
export const later = async () => { await null; outer(); };
`;

const FILE = "file:///work/t%231/my%20script%20(2).ts";

/** What a module throws that was made of the user's file, in a directory with a name. */
async function thrown(name: string): Promise<{ error: unknown; path: string; root: string }> {
  const root = await Deno.makeTempDir();
  const path = `${root}/${name}/function.mjs`;
  await Deno.mkdir(`${root}/${name}`);
  const origin = new Origin(FILE, SOURCE, undefined);
  const pieces = [{ text: "// Made.\n" }, { text: SOURCE, origin, offset: 0 }];
  const text = pieces.map((piece) => piece.text).join("");
  await Deno.writeTextFile(path, text + lineOfPositions(pieces));
  const { later }: { later: () => Promise<void> } = await import(pathToFileURL(path).href);
  return { error: await later().catch((error: unknown) => error), path, root };
}

for (
  const name of ["plain", "t#1", "q?x", "p%41", "a b", "ü", "p(ar)", "open (", ") shut", "at /"]
) {
  Deno.test(`userStack() finds the user's frames in a directory called "${name}"`, async () => {
    const { error, path, root } = await thrown(name.replaceAll("/", "\u2044"));
    try {
      const { frames, text } = userStack(error, path);
      assertEquals(frames.map((one) => [one.function, one.file, one.line, one.column]), [
        ["inner", FILE, 3, 26],
        ["outer", FILE, 2, 34],
        ["later", FILE, 4, 48],
      ]);
      assertEquals(text.split("\n")[1], "    at inner (/work/t#1/my script (2).ts:3:26)");
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  });
}

Deno.test("userStack() finds calls of functions that have no name, encoded places and paths", async () => {
  const { path, root } = await thrown("t#1 (b");
  try {
    const frames = (...calls: string[]): [string, number][] => {
      const stack = ["Error: no", ...calls.map((call) => `    at ${call}`)].join("\n");
      const error = Object.assign(new Error("no"), { stack });
      return userStack(error, path).frames.map((one) => [one.function, one.line]);
    };
    const url = pathToFileURL(path).href;
    assertEquals(
      frames(
        `${url}:4:26`,
        `async ${url}:3:34`,
        `${decodeURIComponent(url)}:4:26`,
        `${path}:3:34`,
        `new Some (${path}:4:26)`,
        `eval (eval at run (${path}:4:26), <anonymous>:1:1)`,
        `Array.map (<anonymous>)`,
        `other (file:///t#1 (b/other.mjs:4:26)`,
      ),
      [["", 3], ["", 2], ["", 3], ["", 2], ["new Some", 3]],
    );
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
