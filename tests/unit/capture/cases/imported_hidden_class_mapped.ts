import { travels } from "../case.ts";
import { makePlain } from "../modules/hidden.ts";

export default travels("a result of such a class of an imported function itself", makePlain, {
  args: [3],
  gives: (one: ReturnType<typeof makePlain>): boolean => one.twice() === 6,
});
