import { assertEquals } from "../deps.ts";
import { Place } from "../helpers/cli.ts";
import { REPORTED, writeReportProject } from "../helpers/report_project.ts";

const binary = Deno.env.get("HTMAP_TEST_BINARY");

Deno.test({
  name:
    "htmap run tells the user's calls and their local variables, in packages as well, and no others",
  ignore: binary === undefined,
  fn: async () => {
    await using place = await Place.make({ command: [binary!], env: {}, htmap: "htmap" });
    const path = await writeReportProject(place);
    const { stdout, stderr } = await place.run(["run", path]);
    assertEquals(stdout, REPORTED, stderr);
  },
});
