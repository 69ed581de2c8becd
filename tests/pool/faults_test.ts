import { trySample } from "../faults/sample.ts";
import { hasStrace } from "../faults/trace.ts";

const binary = Deno.env.get("HTMAP_TEST_BINARY");

Deno.test({
  name: "maps on a pool survive kills, cut logs and dead daemons, in a sample of all the faults",
  ignore: !binary,
  fn: async () => {
    const poolDirectory = await Deno.makeTempDir({ prefix: "pool-" });
    try {
      const kinds = [...(await hasStrace() ? ["kill"] : []), "log", "daemon"];
      await trySample({ backend: "htcondor", binary: binary ?? "", poolDirectory }, kinds, 1);
    } finally {
      await Deno.remove(poolDirectory, { recursive: true });
    }
  },
});
