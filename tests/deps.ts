/**
 * The assertions the tests use, with their types. Who has them writes nothing into the htmap directory of
 * whoever runs the tests: what is called outside a sandbox is logged, too, where there is a log.
 *
 * @module
 */

// @ts-types="./types/assert.d.ts"
export * from "@std/assert";

// Nothing makes this directory, so that there is no log in it.
Deno.env.set("HTMAP_DIR", `/tmp/htmap-of-no-test-${Deno.pid}`);
Deno.env.delete("HTMAP_LOG_LEVEL");
