import { refused } from "../case.ts";

const file = Deno.openSync(new URL(import.meta.url));
file.close();
function simulate(): unknown {
  return file;
}
export default refused("an open file", simulate, {
  path: ["simulate", "file"],
  saying: /simulate → file is a FsFile.*open the file inside the mapped function/,
});
