import { travels } from "../case.ts";

export default travels("dynamic imports of one module as different things", async () => {
  const text = await import("../modules/awaits.ts", { with: { type: "text" } });
  const module = await import("../modules/awaits.ts");
  return [typeof text.default, typeof module];
}, { gives: ["string", "object"] });
