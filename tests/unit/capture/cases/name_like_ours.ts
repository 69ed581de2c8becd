import { travels } from "../case.ts";

const $known = 1, $host = 2, $v = 3;
export default travels(
  "variables named like those of the generated module",
  () => [$known, $host, $v],
  {
    gives: [1, 2, 3],
  },
);
