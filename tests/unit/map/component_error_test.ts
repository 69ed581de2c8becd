import { assert, assertStringIncludes } from "../../deps.ts";
import { ComponentError } from "../../../lib/map/component_error.ts";

const OF = { tag: "t", component: 3 };
const STACK = "==== C stack trace ===============================\n\n    htmap(+0x27ea43e)\n";

Deno.test("ComponentError tells a limit on addresses from one on memory", () => {
  const addresses = "\n\n#\n# Fatal process out of memory: Oilpan: CagedHeap reservation.\n#\n" +
    STACK;
  const { exceptionMessage } = ComponentError.died(OF, { signal: 6 }, addresses);
  assertStringIncludes(exceptionMessage, "reserves some 40 GB of addresses");
  assertStringIncludes(exceptionMessage, "`ulimit -v`");
  assertStringIncludes(exceptionMessage, "STARTER_RLIMIT_AS");
  assert(!exceptionMessage.includes("request_memory"), exceptionMessage);
  const memory = "\n#\n# Fatal JavaScript out of memory: Reached heap limit\n#\n" + STACK;
  const { exceptionMessage: other } = ComponentError.died(OF, { signal: 6 }, memory);
  assertStringIncludes(other, "ran out of memory");
  assertStringIncludes(other, "request_memory");
});

Deno.test("ComponentError.report() is text that a terminal only shows, and the message is as it was", () => {
  const error = ComponentError.reported(OF, {
    name: "Error",
    message: "a \x1b[2J b",
    text: "Error: a \x1b[2J b",
    frames: [],
    scratch: ["file \x07"],
    node: { host: "h", user: "u", started: "s" },
    runtime: { htmap: "0", deno: "0", v8: "0", executable: "/bin/x" },
  }, "the output");
  assertStringIncludes(error.report(), "Error: a ^[[2J b");
  assertStringIncludes(error.report(), "  file ^G");
  assertStringIncludes(error.exceptionMessage, "\x1b[2J");
});
