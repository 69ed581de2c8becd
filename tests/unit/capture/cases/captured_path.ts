import { travels } from "../case.ts";
import { TransferPath } from "../../../../mod.ts";

const path = new TransferPath("/etc/passwd");
const paths = new Map([["it", path]]);

export default travels("a path, which stays what it is", async () => [
  paths.get("it") === path,
  path instanceof TransferPath && path.name,
  (await path.readText()).includes(":"),
], { gives: [true, "passwd", true] });
