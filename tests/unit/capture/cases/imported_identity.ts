import { travels } from "../case.ts";
import { cache, first, isMarked, mark, wasSeen } from "../modules/registry.ts";

const [alias, sign, store] = [first, mark, cache];
const marked = { [sign]: true };
export default travels("symbols, constants and weak maps of a module under another name", () => [
  wasSeen(alias),
  alias === first,
  isMarked(marked),
  store.get(alias),
], { gives: [true, true, true, 1] });
