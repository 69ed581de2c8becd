import { travels } from "../case.ts";
import * as htmap from "../../../../mod.ts";
import { range } from "../../../../mod.ts";

export default travels("htmap itself, which is there already", () => [
  [...htmap.range(3)],
  [...range(1, 3)],
  new htmap.errors.TagNotFound("x") instanceof Error,
], { gives: [[0, 1, 2], [1, 2], true] });
