import { travels } from "../case.ts";

export default travels("a dynamic import of a module that is not there", async () => {
  try {
    // @ts-expect-error it is not there
    await import("../modules/absent.ts");
    return "there";
  } catch (error) {
    return error instanceof TypeError;
  }
}, { gives: true });
