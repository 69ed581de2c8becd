import { testCommandLine } from "../helpers/cli_behaviour.ts";

const binary = Deno.env.get("HTMAP_TEST_BINARY");

testCommandLine(
  { command: [binary ?? ""], env: {}, htmap: "htmap" },
  { ignore: binary === undefined },
);
