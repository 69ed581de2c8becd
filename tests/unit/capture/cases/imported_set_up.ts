import { travels } from "../case.ts";
import { made, triple } from "../modules/sets_up.ts";

export default travels("a module that sets up maps for the submit side, at its top", async () => {
  try {
    return [triple(2), await made(1)];
  } catch (error) {
    return [triple(2), error instanceof Error && /does not work inside/.test(error.message)];
  }
}, { gives: [6, true] });
