import { travels } from "../case.ts";
import { makePlain } from "../modules/hidden.ts";

export default travels("a result of a class that its module does not export", (value: number) => {
  return [makePlain(value)];
}, { args: [3], gives: ([one]: ReturnType<typeof makePlain>[]): boolean => one!.twice() === 6 });
