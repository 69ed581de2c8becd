import { travels } from "../case.ts";
import { make } from "../modules/hidden.ts";

const one = make(3);
export default travels("an instance of such a class, of whose module nothing else is used", () => {
  return one.twice();
}, { gives: 6 });
