import { dirname } from "node:path";
import * as htmap from "../../../mod.ts";
import { assertEquals, assertMatch } from "../../deps.ts";
import { TestJob, textsIn } from "./job.ts";

/** What a function writes where it runs; a link is written as what it points to. */
type Tree = Record<string, string | { link: string }>;

/** Runs a function that writes files and sends some of them, one call after the other. */
async function send(
  tree: Tree,
  ...calls: string[][]
): Promise<{ refusals: string[]; sent: Record<string, string>; left: Record<string, string> }> {
  const root = await Deno.makeTempDir({ prefix: "htmap-elsewhere-" });
  const work = async (): Promise<string[]> => {
    const refusals: string[] = [];
    for (const [name, what] of Object.entries(tree)) {
      const path = name.replace("ELSEWHERE", root);
      await Deno.mkdir(dirname(path), { recursive: true });
      if (typeof what === "string") await Deno.writeTextFile(path, what);
      else await Deno.symlink(what.link.replace("ELSEWHERE", root), path);
    }
    for (const paths of calls) {
      const given = paths.map((path) =>
        path.replace("ELSEWHERE", root).replace("HERE", Deno.cwd())
      );
      try {
        await htmap.transferOutputFiles(...given);
      } catch (error) {
        refusals.push(String(error).replaceAll(root, "ELSEWHERE"));
      }
    }
    return refusals;
  };
  try {
    await using job = await TestJob.make(work, [0]);
    await job.run();
    const refusals = job.result(0);
    if (!Array.isArray(refusals)) throw new Error("there is no result");
    const texts = textsIn(job.scratch);
    const left = Object.entries(texts).filter(([path]) => /^[a-z]\b/.test(path));
    return { refusals, sent: filesOf(job.sent(0)), left: filesOf(Object.fromEntries(left)) };
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Without the directories. */
function filesOf(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([path]) => !path.endsWith("/")));
}

const sends: [promise: string, tree: Tree, calls: string[][], sent: Record<string, string>][] = [
  ["keeps the path of a file", { "n/x": "1" }, [["n/x"]], { "n/x": "1" }],
  [
    "keeps two files of one name apart",
    { "a/x": "1", "b/x": "2" },
    [["a/x", "b/x"]],
    { "a/x": "1", "b/x": "2" },
  ],
  [
    "takes paths however they are written",
    { "a/x": "1", "b/x": "2", "c/x": "3", "d/x": "4" },
    [["./a//x", "b/../b/./x", "HERE/c/x", "d/"]],
    { "a/x": "1", "b/x": "2", "c/x": "3", "d/x": "4" },
  ],
  [
    "sends a directory with all in it",
    { "n/a/x": "1", "n/y": "2" },
    [["n"]],
    { "n/a/x": "1", "n/y": "2" },
  ],
  [
    "adds a directory to what was sent of it",
    { "n/a/x": "1", "n/a/y": "2", "n/z": "3" },
    [["n/a/x"], ["n/a"], ["n"]],
    { "n/a/x": "1", "n/a/y": "2", "n/z": "3" },
  ],
  [
    "sends what is elsewhere under its own name",
    { "ELSEWHERE/a/x": "1", "ELSEWHERE/d/y/z": "2" },
    [["ELSEWHERE/a/x", "ELSEWHERE/d/y"]],
    { "x": "1", "y/z": "2" },
  ],
  [
    "sends what a link points to, under the name of the link",
    { "a/x": "1", "b/l": { link: "../a/x" }, "c": { link: "a" } },
    [["b/l", "c", "a"]],
    { "a/x": "1", "b/l": "1", "c/x": "1" },
  ],
  [
    "keeps the path of what is behind a link to elsewhere",
    { "ELSEWHERE/a/x": "1", "d": { link: "ELSEWHERE/a" } },
    [["d/x"]],
    { "d/x": "1" },
  ],
  [
    "has links in a directory arrive as what they point to, and none that leads nowhere or back",
    {
      "n/a/first": { link: "../z/x" },
      "n/z/x": "1",
      "n/z/last": { link: "../a" },
      "n/far": { link: "ELSEWHERE/e" },
      "ELSEWHERE/e/y": "2",
      "n/nowhere": { link: "nothing" },
      "n/round": { link: "round" },
      "n/up": { link: ".." },
      "n/self": { link: "." },
    },
    [["n"]],
    { "n/a/first": "1", "n/z/x": "1", "n/z/last/first": "1", "n/far/y": "2" },
  ],
];

for (const [promise, tree, calls, expected] of sends) {
  Deno.test(`transferOutputFiles() ${promise}`, async () => {
    const { refusals, sent } = await send(tree, ...calls);
    assertEquals(refusals, []);
    assertEquals(sent, expected);
  });
}

Deno.test("transferOutputFiles() moves what is the component's own, and leaves the rest where it is", async () => {
  const tree = { "a/x": "1", "b/y": "2", "b/z": "3", "c": { link: "b/z" } };
  assertEquals((await send(tree, ["a"], ["b/y", "c"])).left, { "b/z": "3", "c": "to b/z" });
  const elsewhere = await Deno.makeTempFile();
  await send({}, [elsewhere]);
  await Deno.remove(elsewhere); // it is still there
});

Deno.test("transferOutputFiles() refuses two files from elsewhere that have one name", async () => {
  const tree = { "ELSEWHERE/a/x": "1", "ELSEWHERE/b/x": "2", "x": "3" };
  const { refusals, sent } = await send(
    tree,
    ["ELSEWHERE/a/x", "ELSEWHERE/a/x"],
    ["ELSEWHERE/b/x"],
    ["x"],
  );
  assertEquals(refusals.length, 2);
  assertMatch(
    refusals[0]!,
    /ELSEWHERE\/b\/x cannot be sent back: ELSEWHERE\/a\/x has the same name, .*Rename one/,
  );
  assertMatch(
    refusals[1]!,
    /^HTMapError: x cannot be sent back: ELSEWHERE\/a\/x has the same name/,
  );
  assertEquals(sent, { x: "1" });
});

Deno.test("transferOutputFiles() refuses what is not there, and what the job needs", async () => {
  const bad = ["n/gone", "gone/x", "x/y", ".", "..", "", "/dev/null", "htmap_values.cbor"];
  const { refusals } = await send(
    { x: "1" },
    ...[...bad, "htmap_outputs/0.out", "_condor_stdout"].map((path) => [path]),
  );
  assertEquals(refusals.map((text) => /cannot be sent back: [^.]*\. [A-Z]/.test(text)).length, 10);
});

Deno.test("transferOutputFiles() keeps paths from where the component runs, wherever it has gone", async () => {
  const work = async (component: number): Promise<void> => {
    await Deno.mkdir(`n/${component}`, { recursive: true });
    Deno.chdir(`n/${component}`);
    await Deno.writeTextFile("x", `of ${component}`);
    await htmap.transferOutputFiles("x");
    await Deno.writeTextFile("y", "left");
    await htmap.transferOutputFiles("."); // which takes the directory away that it is in
  };
  await using job = await TestJob.make(work, [0, 1]);
  await job.run();
  assertEquals(job.statuses(), ["OK", "OK"]);
  assertEquals(filesOf(job.sent(0)), { "n/0/x": "of 0", "n/0/y": "left" });
  assertEquals(filesOf(job.sent(1)), { "n/1/x": "of 1", "n/1/y": "left" });
});
