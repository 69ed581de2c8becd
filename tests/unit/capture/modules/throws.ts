export const never: number = ((): number => {
  throw new RangeError("evaluated");
})();
