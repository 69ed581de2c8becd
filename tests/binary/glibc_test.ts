import { assert } from "../deps.ts";
import { compareVersions, neededGlibc, NEWEST_GLIBC } from "../toolchain/glibc.ts";

const binary = Deno.env.get("HTMAP_TEST_BINARY");

Deno.test({
  name: "the binary needs no newer glibc than is promised",
  ignore: binary === undefined || Deno.build.os !== "linux",
  fn: async () => {
    const glibc = neededGlibc(await Deno.readFile(binary!));
    assert(glibc !== undefined && compareVersions(glibc, NEWEST_GLIBC) <= 0, glibc);
  },
});
