import { travels } from "../case.ts";
import * as htmap from "../../../../mod.ts";

const { TransferPath, transferOutputFiles, errors } = htmap;
const { checkpoint: save } = htmap;
const kept = { range: htmap.range };

export default travels(
  "what the script took out of htmap, under other names and in objects",
  async () => {
    await transferOutputFiles();
    await save();
    return [
      new TransferPath("/a/b.txt").name,
      [...kept.range(3)],
      new errors.InvalidTag("x", "y") instanceof Error,
    ];
  },
  { gives: ["b.txt", [0, 1, 2], true] },
);
