import { hasStrace } from "./trace.ts";
import { trySample } from "./sample.ts";

const binary = Deno.env.get("HTMAP_TEST_BINARY");

Deno.test({
  name:
    "local maps survive kills, cut logs, full disks and collisions, in a sample of all the faults",
  ignore: !binary,
  fn: async () => {
    const atOperations = await hasStrace() ? ["kill", "nospace"] : [];
    const smallDisk = Deno.env.get("HTMAP_TEST_SMALL_DISK");
    const onDisk = smallDisk === undefined ? [] : ["full"];
    const kinds = [...atOperations, ...onDisk, "kill-after", "log", "pair", "daemon"];
    await trySample({ backend: "local", binary: binary ?? "", smallDisk }, kinds, 2);
  },
});
