import { assertEquals } from "../../deps.ts";
import { editDistance } from "../../../lib/text/edit_distance.ts";

const DISTANCES: [a: string, b: string, distance: number][] = [
  ["", "", 0],
  ["status", "status", 0],
  ["", "set", 3],
  ["tag", "tags", 1],
  ["waait", "wait", 1],
  ["hold", "hild", 1],
  ["statsu", "status", 1],
  ["othre", "other", 1],
  ["kitten", "sitting", 3],
];

for (const [a, b, distance] of DISTANCES) {
  Deno.test(`editDistance() is ${distance} from "${a}" to "${b}", and back`, () => {
    assertEquals([editDistance(a, b), editDistance(b, a)], [distance, distance]);
  });
}
