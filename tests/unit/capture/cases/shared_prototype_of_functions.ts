// @ts-nocheck This case is about functions that are classes of old.
import { travels } from "../case.ts";

function One() {}
function Two() {}
Two.prototype = One.prototype;
One.prototype.hi = function () {
  return "hi";
};

const methods = {
  who() {
    return this.name;
  },
};
function Ann() {
  this.name = "Ann";
}
function Bob() {
  this.name = "Bob";
}
Ann.prototype = Bob.prototype = methods;

// jQuery's way.
const query = function (text) {
  return new query.fn.init(text);
};
query.fn = query.prototype = {
  constructor: query,
  first() {
    return this.text[0];
  },
  init: function (text) {
    this.text = text;
  },
};
query.fn.init.prototype = query.fn;

function Sub() {
  Ann.call(this);
}
Sub.prototype = new Bob();
class Derived extends Ann {}

export default travels("functions that share a prototype with each other", () => [
  new One().hi() + new Two().hi(),
  new One() instanceof Two && new Two().constructor === One,
  new Ann().who() + new Bob().who(),
  Object.getPrototypeOf(new Ann()) === methods && new Ann() instanceof Bob,
  query("abc").first(),
  query("abc") instanceof query && query("abc") instanceof query.fn.init,
  query.fn === query.prototype && query.fn.constructor === query,
  [new Sub().who(), new Sub() instanceof Ann, new Sub() instanceof Sub],
  [new Derived().who(), new Derived() instanceof Bob],
], {
  gives: ["hihi", true, "AnnBob", true, "a", true, true, ["Ann", true, true], ["Ann", true]],
});
