import { travels } from "../case.ts";

export default travels("rest parameters", (...all: number[]) => all.length, {
  args: [1, 2, 3],
  gives: 3,
});
