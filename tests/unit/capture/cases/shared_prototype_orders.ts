// @ts-nocheck This case is about functions that are classes of old.
import { travels } from "../case.ts";

function pair(name) {
  class Led {
    get() {
      return name;
    }
    static make() {
      return new Led();
    }
  }
  function init() {
    return Object.create(init.prototype);
  }
  init.prototype = Led.prototype;
  return { Led, init };
}
const functionFirst = pair("function first");
const classFirst = pair("class first");
const instanceFirst = pair("instance first");
const claimed = pair("named another");
const instance = new instanceFirst.Led();
claimed.Led.prototype.constructor = claimed.init;
const late = pair("named another, and met late");
late.Led.prototype.constructor = late.init;
late.init.Led = late.Led;
const { init: lateInit } = late;

function areOne({ init, Led }) {
  const made = init();
  return made.get() + [
    made instanceof init,
    made instanceof Led,
    init.prototype === Led.prototype,
    Object.getOwnPropertyNames(Led.prototype).sort(),
  ].join();
}

export default travels(
  "a function and a class that share a prototype, whichever is met first",
  () => [
    areOne({ init: functionFirst.init, Led: functionFirst.Led }),
    areOne({ Led: classFirst.Led, init: classFirst.init }),
    [instance.get(), instance instanceof instanceFirst.init, areOne(instanceFirst)],
    areOne(claimed),
    claimed.Led.prototype.constructor === claimed.init,
    areOne({ init: lateInit, Led: lateInit.Led }),
  ],
  {
    gives: [
      "function firsttrue,true,true,constructor,get",
      "class firsttrue,true,true,constructor,get",
      ["instance first", true, "instance firsttrue,true,true,constructor,get"],
      "named anothertrue,true,true,constructor,get",
      true,
      "named another, and met latetrue,true,true,constructor,get",
    ],
  },
);
