/** The assertions the tests use, with their types. */
// @ts-types="../lib/types/assert.d.ts"
export * from "@std/assert";
