import { travels } from "../case.ts";

export default travels(
  "import.meta.url is that of the script the function was written in",
  () => [import.meta.url, import.meta.filename, import.meta.resolve("./x.ts"), import.meta.main],
  {
    gives: [
      import.meta.url,
      import.meta.filename,
      new URL("./x.ts", import.meta.url).href,
      false,
    ],
  },
);
