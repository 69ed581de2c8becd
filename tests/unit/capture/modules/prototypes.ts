// @ts-nocheck These are classes of old.
// deno-lint-ignore-file explicit-module-boundary-types -- functions of old have no types
export class Circle {
  constructor(r) {
    this.r = r;
  }
  area() {
    return this.r * this.r;
  }
}
/** Has the prototype of a class. */
export function made() {
  return Object.create(made.prototype);
}
made.prototype = Circle.prototype;

/** Has a prototype that does not name it. */
export function Round(r) {
  this.r = r;
}
Round.prototype = {
  turn() {
    return `turned ${this.r}`;
  },
};

function unexported() {
  return Object.create(unexported.prototype);
}
unexported.prototype = Circle.prototype;
export const hidden = () => unexported();
