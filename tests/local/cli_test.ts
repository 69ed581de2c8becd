import { fileURLToPath } from "node:url";
import { testCommandLine } from "../helpers/cli_behaviour.ts";

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

testCommandLine({
  command: [
    Deno.execPath(),
    "run",
    "--allow-all",
    "--no-check",
    "--no-lock",
    "--quiet",
    path("../../cli.ts"),
  ],
  env: { DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno` },
  htmap: path("../../mod.ts"),
});
