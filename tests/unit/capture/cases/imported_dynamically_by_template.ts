import { travels } from "../case.ts";

export default travels("a dynamic import by a template with nothing to fill in", async () => {
  const { area } = await import(`../modules/shapes.ts`);
  return area(2);
}, { gives: 4 });
