import { travels } from "../case.ts";

const x = "captured";
const e = "also captured";
export default travels(
  "names shadowed by parameters, catch clauses, blocks and labels",
  (y: string) => {
    const seen: string[] = [x, e];
    const inner = (x: string): string => x;
    seen.push(inner("parameter"));
    try {
      throw "caught";
    } catch (e) {
      seen.push(String(e));
    }
    {
      const x = "block";
      seen.push(x);
    }
    x: for (const e of ["loop"]) {
      seen.push(e);
      continue x;
    }
    seen.push(x, e, y);
    return seen;
  },
  {
    args: ["y"],
    gives: [
      "captured",
      "also captured",
      "parameter",
      "caught",
      "block",
      "loop",
      "captured",
      "also captured",
      "y",
    ],
  },
);
