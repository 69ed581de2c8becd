/**
 * Trying the packages of the table in the binary.
 *
 * @module
 */

import { Place } from "../helpers/cli.ts";
import { NpmRegistry } from "../helpers/npm_registry.ts";
import { declareTests } from "./report.ts";
import { AT_MOST, copied, type Share, type Way } from "./ways.ts";

const binary = Deno.env.get("HTMAP_TEST_BINARY");
const packages = Deno.env.get("HTMAP_TEST_PACKAGES");
const CHECK = new URL("./check_binary.ts", import.meta.url).href;

/** What is there while a way is tried. */
interface Open extends AsyncDisposable {
  readonly place: Place;
  readonly registry: NpmRegistry;
}

/**
 * Declares the tests of the packages in the binary, where there are both.
 *
 * @param source Where the packages are imported from: all from `node_modules`, or one of each kind by
 *   `npm:` specifiers.
 * @param share Which of them, where several files share them.
 */
export function declareBinaryTests(source: Way["source"], share?: Share): void {
  const isMissing = binary === undefined || packages === undefined;
  declareTests([{ ...way(source, binary ?? "", packages ?? ""), share }], isMissing);
}

function way(source: Way["source"], binary: string, packages: string): Way {
  let count = 0;
  let opened: Promise<Open> | undefined;
  const open = async (): Promise<Open> => {
    const registry = await NpmRegistry.serve(`${packages}/deno_dir`);
    const env: Record<string, string> = {};
    if (source === "npm:") env.npm_config_registry = registry.url;
    const place = await Place.make({ command: [binary], env, htmap: "htmap" });
    const dispose = async (): Promise<void> => {
      await registry[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    };
    return { registry, place, [Symbol.asyncDispose]: dispose };
  };
  return {
    name: `in the binary ${source === "npm:" ? "by npm: specifiers" : "from node_modules"}`,
    source,
    ofEachKind: source === "npm:" ? 1 : undefined,
    async project(installation) {
      const { place } = await (opened ??= open());
      return await copied(packages, source, installation, place.root);
    },
    async script(modules, results, directory) {
      const { place, registry } = await (opened ??= open());
      const hidden = [`${directory}/node_modules`, `${place.root}/home/.cache`];
      const [file, gate, hide] = [results, registry.gate(`${count++}`), hidden]
        .map((one) => JSON.stringify(one));
      return `import * as htmap from "htmap";
import { checkInBinary } from ${JSON.stringify(CHECK)};
await checkInBinary(htmap, ${modules}, ${file}, ${gate}, ${hide});
`;
    },
    async run(script) {
      const { place } = await (opened ??= open());
      const child = place.start(["run", script]);
      const timer = setTimeout(() => child.kill("SIGKILL"), AT_MOST);
      const { stdout, stderr } = await child.output();
      clearTimeout(timer);
      const decoder = new TextDecoder();
      return decoder.decode(stdout) + decoder.decode(stderr);
    },
    async [Symbol.asyncDispose]() {
      await (await opened)?.[Symbol.asyncDispose]();
    },
  };
}
