import { travels } from "../case.ts";

const { next, get, set } = new Function(`
  var n = 0, step = 2, yield = [1];
  function next() { return n += step }
  return {
    next: next,
    get: function () { return { n, twice: [next(), next()], text: typeof n, yield } },
    set: function (o) { ({ n, step = 3 } = o); for (n of [n, 100]); n++; return n }
  };
`)();
export default travels("variables that functions in sloppy mode share", () => [
  next(),
  set({ n: 7 }),
  get(),
], {
  gives: [2, 101, { n: 101, twice: [104, 107], text: "number", yield: [1] }],
});
