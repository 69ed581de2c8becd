/**
 * The packages that the projects of tests name, so that they are downloaded with all others, before
 * the tests: those find no registry.
 */

export { default as newer } from "npm:ms@2.1.3/package.json" with { type: "json" };
export { default as older } from "npm:ms@2.1.1/package.json" with { type: "json" };
export { h } from "npm:preact@10.29.8";
export { render } from "npm:preact-render-to-string@6.8.2";
