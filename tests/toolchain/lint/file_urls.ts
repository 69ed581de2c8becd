/**
 * A plugin of `deno lint` that keeps out URLs of files, and paths, that are made by hand: they go wrong
 * with the first `#`, `?` or `%` in the name of a directory.
 *
 * @module
 */

const MAKE = "Make the URL of a file with pathToFileURL() of node:url";
const READ = "Take the path of a file with fileURLToPath() of node:url";

/** The end of a text that goes on with a path. */
const FILE_URL_START = /\bfile:\/\S*$/i;

/** Nodes that only say more of the type of what is in them. */
const TRANSPARENT = new Set([
  "TSNonNullExpression",
  "TSAsExpression",
  "TSSatisfiesExpression",
  "ChainExpression",
]);

/** What is in a node, without what only says of what type it is. */
function bare(node: Deno.lint.Node): Deno.lint.Node {
  let inner = node;
  while (TRANSPARENT.has(inner.type) && "expression" in inner) {
    const { expression } = inner;
    if (typeof expression !== "object") break;
    inner = expression;
  }
  return inner;
}

/** The last of several texts that are put together. */
function lastOperand(node: Deno.lint.Node): Deno.lint.Node {
  return node.type === "BinaryExpression" ? lastOperand(node.right) : node;
}

function isName(node: Deno.lint.Node, name: string): boolean {
  return node.type === "Identifier" && node.name === name;
}

/** Whether a node is the `pathname` of something, or a variable that has it. */
function isPathname(node: Deno.lint.Node): boolean {
  if (node.type === "MemberExpression") return isName(node.property, "pathname");
  return isName(node, "pathname");
}

/** Whether a node makes a URL, by `new URL()` or `URL.parse()`. */
function isMadeUrl(node: Deno.lint.Node): boolean {
  if (node.type === "NewExpression") return isName(node.callee, "URL");
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return false;
  return isName(node.callee.object, "URL") && isName(node.callee.property, "parse");
}

function isText(node: Deno.lint.Node | undefined): boolean {
  return node?.type === "Literal" ||
    node?.type === "TemplateLiteral" && node.expressions.length === 0;
}

const rule: Deno.lint.Rule = {
  create(context) {
    const report = (node: Deno.lint.Node, message: string, hint: string): void =>
      context.report({ node, message, hint });
    const joined = (node: Deno.lint.Node): void =>
      report(node, "A path is put into the URL of a file as it is.", MAKE);
    return {
      TemplateLiteral(node): void {
        const before = node.quasis.slice(0, -1);
        if (before.some(({ cooked }) => FILE_URL_START.test(cooked))) joined(node);
      },
      BinaryExpression(node): void {
        const left = lastOperand(node.left);
        if (node.operator !== "+" || left.type !== "Literal") return;
        if (typeof left.value === "string" && FILE_URL_START.test(left.value)) joined(node);
      },
      NewExpression(node): void {
        const [path, base] = node.arguments;
        if (!isName(node.callee, "URL") || base?.type !== "Literal" || isText(path)) return;
        if (typeof base.value === "string" && /^file:/i.test(base.value)) joined(node);
      },
      CallExpression(node): void {
        const argument = node.arguments[0];
        if (isName(node.callee, "encodeURI")) {
          const hint = `${MAKE}, and part of another URL with encodeURIComponent()`;
          report(node, "encodeURI() leaves # and ? as they are.", hint);
        } else if (isName(node.callee, "decodeURIComponent") || isName(node.callee, "decodeURI")) {
          if (argument && isPathname(bare(argument))) {
            report(node, "A path is taken out of a URL by hand.", READ);
          }
        }
      },
      MemberExpression(node): void {
        if (!isName(node.property, "pathname") || !isMadeUrl(bare(node.object))) return;
        const hint = `${READ}. Of what is no file, write const { pathname } = new URL(…)`;
        report(node, "The pathname of a URL is no path: its characters are encoded.", hint);
      },
    };
  },
};

const plugin: Deno.lint.Plugin = { name: "htmap", rules: { "file-urls": rule } };

export default plugin;
