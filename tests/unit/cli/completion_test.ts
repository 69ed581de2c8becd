import { assertEquals, assertRejects } from "../../deps.ts";
import { TagNotFound } from "../../../lib/base/errors.ts";
import { type Offer, offerFor } from "../../../lib/cli/completion/candidates.ts";
import { wantedAt } from "../../../lib/cli/completion/wanted.ts";
import { type Sandbox, testInSandbox } from "../../helpers/sandbox.ts";

const UUID = "12345678-1234-1234-1234-123456789abc";

/** What is offered at the end of a command line. */
async function offered(line: string): Promise<Offer> {
  const words = line.split(" ").slice(1);
  return await offerFor(await wantedAt(words), words.at(-1) ?? "");
}

async function values(line: string): Promise<string[]> {
  const offer = await offered(line);
  return typeof offer === "string" ? [offer] : offer.map(({ value }) => value);
}

/** A map of 10,000 components, as far as its length is asked for. */
async function makeLargeMap({ directory }: Sandbox): Promise<void> {
  await Deno.mkdir(directory.tags, { recursive: true, mode: 0o700 });
  await Deno.writeTextFile(directory.tag("large"), UUID);
  const paths = directory.map(UUID);
  await Deno.mkdir(paths.root, { recursive: true, mode: 0o700 });
  const layout = { components: 10_000, chunk: 1 };
  const description = { layout, backend: "local", inputStarts: [0] };
  await Deno.writeTextFile(paths.description, JSON.stringify(description));
}

testInSandbox(
  "of 10,000 components those are offered that have up to two more digits",
  async (box) => {
    await makeLargeMap(box);
    const first = await values("htmap stdout large ");
    assertEquals(first.length, 100);
    assertEquals((await values("htmap stdout large 12")).length, 1 + 10 + 100);
    assertEquals((await values("htmap stdout large 123")).length, 1 + 10);
    assertEquals(await values("htmap stdout large 9999"), ["9999"]);
    assertEquals(await values("htmap stdout large 10000"), []);
    assertEquals(await values("htmap rerun components large 0 1 999"), [
      "999",
      ...Array.from({ length: 10 }, (_, i) => `999${i}`),
    ]);
  },
);

testInSandbox(
  "components of a tag that no map has are an error, which the shells drop",
  async () => {
    await assertRejects(() => values("htmap stdout nope "), TagNotFound);
  },
);

/** Command lines, and what is offered where they end. */
const OFFERED: Readonly<Record<string, readonly string[]>> = {
  "htmap rerun ": ["map", "components"],
  "htmap rerun --h": ["--help"],
  "htmap help rerun c": ["components"],
  "htmap --ver": ["--verbose", "--version"],
  "htmap nope ": [],
  "htmap rerun nope x": [],
  "htmap rerun map --errored --err": [],
  "htmap hold -p one -p": [],
  "htmap hold -p ": [],
  "htmap hold --patt": ["--pattern"],
  "htmap hold --pattern one --patt": ["--pattern"],
  "htmap status --format cs": ["csv"],
  "htmap status -v --format=cs": ["--format=csv"],
  "htmap status --format": ["--format"],
  "htmap status --no-state=": [],
  "htmap status -- --al": [],
  "htmap components x --status err": ["errored"],
  "htmap components x --status ERR": ["ERRORED"],
  "htmap set LOG.LEVEL w": ["warning"],
  "htmap set DOCKER.ASSUME_EXISTS t": ["true"],
  "htmap set MAP_OPTIONS.request_m": ["MAP_OPTIONS.request_memory"],
  "htmap retag x ": [],
  "htmap map --inputs ": ["files"],
  "htmap map -qi ": ["files"],
  "htmap map --inputs=": ["files"],
  "htmap map x.ts --files a b ": ["files"],
  "htmap map -- ./pi ": ["files"],
  "htmap map x.ts --request_mem": ["--request_memory"],
  "htmap run x.ts --al": ["files"],
  "htmap collect x ": ["directories"],
  "htmap settings --u": ["--user"],
};
for (const [line, words] of Object.entries(OFFERED)) {
  testInSandbox(`what can follow is known at the end of: ${line}`, async () => {
    assertEquals((await values(line)).toSorted(), words.toSorted());
  });
}
