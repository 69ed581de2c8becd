/**
 * What is promised of `htmap autocompletion`.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "../deps.ts";
import type { DeclareTest } from "./cli.ts";

const LINE = 'if command -v htmap >/dev/null; then eval "$(htmap complete bash 2>/dev/null)"; fi';
const ADDED = `\n# enable htmap CLI autocompletion\n${LINE}\n`;

/** Declares the tests. */
export function testAutocompletion(test: DeclareTest): void {
  test("autocompletion adds a line to the file that a shell reads, once, and again with --force", async (place) => {
    const file = `${place.root}/home/.bashrc`;
    await Deno.writeTextFile(file, "alias ll='ls -l'");
    await Deno.chmod(file, 0o640);
    const added = await place.run(["autocompletion", "--shell", "bash"]);
    assertEquals(added, {
      code: 0,
      stdout: "",
      stderr: `Autocompletion enabled for bash (startup command added to ${file}). Restart your ` +
        "shell to use it\n",
    });
    const again = await place.run(["autocompletion", "--shell", "bash"]);
    assertEquals(again.code, 0);
    assertEquals(again.stderr, `Autocompletion already enabled for bash (in ${file})\n`);
    assertEquals(await Deno.readTextFile(file), `alias ll='ls -l'${ADDED}`);
    assertEquals((await Deno.stat(file)).mode! & 0o777, 0o640);
    await place.ok(["autocompletion", "--shell", "bash", "--force"]);
    assertEquals(await Deno.readTextFile(file), `alias ll='ls -l'${ADDED}${ADDED}`);
  });

  test("autocompletion makes the file if it is not there, and the directories that it is in", async (place) => {
    for (
      const [shell, file] of [["zsh", ".zshrc"], ["fish", ".config/fish/completions/htmap.fish"]]
    ) {
      await place.ok(["autocompletion", "--shell", shell!]);
      const text = await Deno.readTextFile(`${place.root}/home/${file}`);
      assertStringIncludes(text, `htmap complete ${shell}`);
    }
  });

  test("autocompletion leaves a link a link, and writes what it leads to", async (place) => {
    const [file, link] = [`${place.root}/dotfiles`, `${place.root}/home/.bashrc`];
    await Deno.writeTextFile(file, "");
    await Deno.symlink(file, link);
    await place.ok(["autocompletion", "--shell", "bash"]);
    assert((await Deno.lstat(link)).isSymlink);
    assertEquals(await Deno.readTextFile(file), ADDED);
  });

  test("autocompletion says why a file cannot be written, and leaves it as it is", async (place) => {
    await Deno.mkdir(`${place.root}/directory`);
    await place.write("file", "");
    for (const destination of ["directory", "file/within"]) {
      const { code, stderr } = await place.run(
        ["autocompletion", "--shell", "bash", "--destination", destination],
      );
      assertEquals(code, 1, stderr);
      assert(stderr.startsWith(`error: ${destination} could not be written: `), stderr);
      assertStringIncludes(stderr, "name another file with --destination");
    }
    assertEquals(await Deno.readTextFile(`${place.root}/file`), "");
  });

  test("complete has bash look for the file that a command line writes or reads", async (place) => {
    const answer = async (line: string): Promise<string> =>
      (await place.ok(["complete", "bash", line, line.split(" ").at(-1) ?? ""])).trimEnd();
    assertEquals(await answer("htmap status > out"), "files");
    assertEquals(await answer("htmap results dbl 2>> "), "files");
    assertEquals(await answer("htmap map double.ts < in"), "files");
    assertEquals(await answer("htmap status > out --no-m"), "words\n--no-meta");
  });
}
