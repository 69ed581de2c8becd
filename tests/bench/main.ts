/**
 * Every figure that htmap promises, beside what it is compared with. Run it with `deno task bench`,
 * which gets a pool and the binary ready. Names as arguments choose among the benches.
 *
 * @module
 */

const BENCHES: Record<string, () => Promise<{ run(): Promise<void> }>> = {
  startup: () => import("./startup.ts"),
  state: () => import("./state.ts"),
  capture: () => import("./capture.ts"),
  codec: () => import("./codec.ts"),
  pool: () => import("./pool.ts"),
};

const named = Deno.args.filter((arg) => arg !== "--");
const chosen = named.length > 0 ? named : Object.keys(BENCHES);
for (const name of chosen) {
  const load = BENCHES[name];
  if (!load) {
    console.error(`There is no bench "${name}": choose among ${Object.keys(BENCHES).join(", ")}`);
    Deno.exit(2);
  }
  if (name === "pool" && !Deno.env.get("HTMAP_TEST_POOL")) {
    console.log("pool: left out, because there is no HTCondor here");
    continue;
  }
  console.log(`\n${name}`);
  await (await load()).run();
}
