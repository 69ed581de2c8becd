import { CONDOR_VERSIONS, findCondor, otherCondors } from "../../toolchain/condor.ts";
import { poolConfig } from "../../toolchain/pool_config.ts";
import { assertEquals, assertRejects, assertStringIncludes } from "../../deps.ts";

Deno.test("findCondor() refuses a version that there is no tree with, and names those there are", async () => {
  const error = await assertRejects(() => findCondor("24"), TypeError);
  assertStringIncludes(error.message, "HTCondor 24");
  for (const version of CONDOR_VERSIONS) assertStringIncludes(error.message, version);
});

Deno.test("otherCondors() gives none where HTCondor is the machine's own, or nowhere", async () => {
  assertEquals(await otherCondors({ kind: "machine" }), []);
  assertEquals(await otherCondors({ kind: "none", reason: "this is a test" }), []);
});

Deno.test("poolConfig() names the program for containers only where there is one", () => {
  const options = { directory: "/pool", port: 9618 };
  assertStringIncludes(poolConfig(options), "DOCKER =\n");
  assertStringIncludes(poolConfig({ ...options, docker: "/bin/podman" }), "DOCKER = /bin/podman\n");
});
