/**
 * Every figure that htmap promises, beside what it is compared with. Run it with `deno task bench`,
 * which gets a pool and the binary ready. Names as arguments choose among the benches.
 *
 * @module
 */

const BENCHES: Record<string, () => Promise<{ run(): Promise<void> }>> = {
  startup: () => import("./startup.ts"),
  state: () => import("./state.ts"),
  top: () => import("./top.ts"),
  results: () => import("./results.ts"),
  status: () => import("./status.ts"),
  capture: () => import("./capture.ts"),
  codec: () => import("./codec.ts"),
  pool: () => import("./pool.ts"),
  delivery: () => import("./delivery.ts"),
};

/** Those that need a pool. */
const NEED_POOL = ["pool", "delivery"];

const named = Deno.args.filter((arg) => arg !== "--");
const chosen = named.length > 0 ? named : Object.keys(BENCHES);
for (const name of chosen) {
  const load = BENCHES[name];
  if (!load) {
    console.error(`There is no bench "${name}": choose among ${Object.keys(BENCHES).join(", ")}`);
    Deno.exit(2);
  }
  if (NEED_POOL.includes(name) && !Deno.env.get("HTMAP_TEST_POOL")) {
    console.log(`${name}: left out, because there is no HTCondor here`);
  } else if (chosen.length === 1) {
    console.log(`\n${name}`);
    await (await load()).run();
  } else await runAlone(name);
}

/** Each bench has a process of its own: what one leaves in the compiler's memory would slow the next. */
async function runAlone(name: string): Promise<void> {
  const flags = ["run", "-A", "--no-check", import.meta.filename ?? import.meta.url, name];
  const { success } = await new Deno.Command(Deno.execPath(), { args: flags }).spawn().status;
  if (!success) Deno.exit(1);
}
