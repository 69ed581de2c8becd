import { travels } from "../case.ts";

const match = /(?<year>\d+)-(\d+)/.exec("on 2024-05")!;
const list = Object.assign([1, 2], { unit: "m" });
export default travels("arrays with properties of their own", () => [
  match.index,
  match.groups?.year,
  match[2],
  list.unit,
  list.length,
], { gives: [3, "2024", "05", "m", 2] });
