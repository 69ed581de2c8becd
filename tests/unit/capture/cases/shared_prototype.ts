import { travels } from "../case.ts";

class Led {
  x: number;
  constructor(x: number) {
    this.x = x;
  }
  get(): number {
    return this.x;
  }
}
function init(x: number): Led {
  return new Led(x);
}
init.prototype = Led.prototype;

interface Constructor {
  new (x: number): Led;
}

export default travels(
  "a function that has the prototype of a class",
  () => {
    const made = new (init as unknown as Constructor)(7);
    return [
      made.get(),
      made instanceof init,
      made instanceof Led,
      init.prototype === Led.prototype,
      Object.keys(init),
    ];
  },
  { gives: [7, true, true, true, []] },
);
