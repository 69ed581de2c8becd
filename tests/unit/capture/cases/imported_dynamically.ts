import { travels } from "../case.ts";

export default travels("a dynamic import", async () => {
  const { area } = await import("../modules/shapes.ts");
  const path = await import("node:path");
  return [area(2), path.basename("/a/b")];
}, { gives: [4, "b"] });
