/**
 * The code of the manual and of the doc comments, as steps that can be run.
 *
 * @module
 */

/** A script: consecutive TypeScript blocks of a page. */
export interface ScriptStep {
  readonly kind: "script";
  readonly code: string;
}

/** A file that the following steps use: a TypeScript block that begins with `// NAME.ts`. */
export interface FileStep {
  readonly kind: "file";
  readonly name: string;
  readonly code: string;
}

/** A command line, and what it is to print; `undefined` if the page does not say. */
export interface CommandStep {
  readonly kind: "command";
  readonly command: string;
  readonly expected: string | undefined;
}

/** Something to be done, in order. */
export type Step = ScriptStep | FileStep | CommandStep;

/** The code of one place: a page, or the example of a symbol. */
export interface CodeSample {
  /** The page, or the symbol. */
  readonly name: string;
  /** Whether it is the example of a symbol that its module exports. */
  readonly isExported: boolean;
  readonly steps: readonly Step[];
}

/** A block of code on a page. */
export interface Block {
  readonly language: string;
  readonly code: string;
}

/** What a line prints, as the page says. */
export interface ExpectedLine {
  /** The number of the line with the `console.log`, from 1. */
  readonly line: number;
  readonly source: string;
  readonly expected: string;
}

/**
 * Takes the steps out of Markdown.
 *
 * Consecutive `ts` blocks are one script, unless one begins with the comment `// a new script`; an
 * `sh` block ends a script, since what it runs comes after it.
 *
 * @param markdown The text.
 * @returns The steps, in order.
 */
export function stepsOf(markdown: string): Step[] {
  const steps: Step[] = [];
  let open = false;
  for (const { language, code } of blocksOf(markdown)) {
    if (language === "sh") {
      steps.push(...commandsOf(code));
      open = false;
    }
    if (language !== "ts") continue;
    const name = /^\/\/ ([\w-]+\.ts)\n/.exec(code)?.[1];
    const last = steps.at(-1);
    if (name !== undefined) steps.push({ kind: "file", name, code });
    else if (open && last?.kind === "script" && !code.startsWith("// a new script")) {
      steps[steps.length - 1] = { kind: "script", code: `${last.code}\n${code}` };
    } else steps.push({ kind: "script", code });
    open = name === undefined;
  }
  return steps;
}

/**
 * Takes the blocks of code out of Markdown.
 *
 * @param markdown The text.
 * @returns All blocks, in order.
 */
export function blocksOf(markdown: string): Block[] {
  const fences = markdown.matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm);
  return [...fences].map(([, language = "", code = ""]) => ({ language, code }));
}

/**
 * Takes the Python files out of Markdown: the blocks that begin with `# NAME.py`.
 *
 * @param markdown The text.
 * @returns What is in each, by its name.
 */
export function pythonFilesOf(markdown: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const { language, code } of blocksOf(markdown)) {
    const name = /^# (\w+\.py)\n/.exec(code)?.[1];
    if (language === "python" && name !== undefined) files.set(name, code);
  }
  return files;
}

function commandsOf(code: string): CommandStep[] {
  return code.split(/^\$ /m).slice(1).map((text) => {
    const [, command = "", output = ""] = /^((?:.*\\\n)*.*)\n([\s\S]*)$/.exec(text) ?? [];
    const expected = output.trim() === "" ? undefined : output;
    return { kind: "command", command, expected };
  });
}

/**
 * Finds what the lines of a script are to print: the comment at the end of a `console.log`, or the
 * comment lines after it of which the first begins with `// →`.
 *
 * @param code The script.
 * @returns The lines that are to print something known.
 */
export function expectedLines(code: string): ExpectedLine[] {
  const lines = code.split("\n");
  return lines.flatMap((source, start) => {
    if (!/\bconsole\.log\(/.test(source)) return [];
    const END = /;(?:\s*\}+;?)?(?:\s*\/\/ (.*))?$/;
    const length = lines.slice(start).findIndex((line) => END.test(line));
    const end = start + Math.max(0, length);
    const expected = END.exec(lines[end] ?? "")?.[1] ?? commentAfter(lines, end);
    return expected === undefined ? [] : [{ line: start + 1, source: source.trim(), expected }];
  });
}

function commentAfter(lines: readonly string[], end: number): string | undefined {
  const [first, ...rest] = lines.slice(end + 1).map((line) => /^\s*\/\/(.*)$/.exec(line)?.[1]);
  const text = /^ →(.*)$/.exec(first ?? "")?.[1];
  if (text === undefined) return undefined;
  const length = rest.indexOf(undefined);
  return [text, ...rest.slice(0, length < 0 ? rest.length : length)].join("\n");
}

/**
 * Takes the examples out of the doc comments of a module.
 *
 * @param source The module's text.
 * @param file What to call it, for the example of the module itself.
 * @returns A sample for each `@example`.
 */
export function examplesOf(source: string, file: string): CodeSample[] {
  const samples: CodeSample[] = [];
  for (const match of source.matchAll(/^ *\/\*\*\n((?: *\*.*\n)+?) *\*\/\n([^\n]*)/gm)) {
    const [, comment = "", next = ""] = match;
    const text = comment.replace(/^ *\* ?/gm, "");
    const examples = text.split(/^@example\b/m).slice(1).map((part) => part.split(/^@/m)[0] ?? "");
    for (const [index, example] of examples.entries()) {
      const symbol = /^@module\b/m.test(text) ? file : symbolOf(next);
      const number = examples.length > 1 ? ` (${index + 1})` : "";
      const isExported = next.startsWith("export ");
      samples.push({ name: `${symbol}${number}`, isExported, steps: stepsOf(example) });
    }
  }
  return samples;
}

/** The symbol that a line declares, functions with `()`. */
function symbolOf(line: string): string {
  const [, kind = "", name = ""] =
    /^export (?:declare )?(?:abstract )?(?:async )?(function\*?|class|const|interface|type) (\w+)/
      .exec(line) ?? [];
  if (name !== "") return kind.startsWith("function") ? `${name}()` : name;
  const member = /([\w$]+)\s*[(<]/.exec(line)?.[1];
  return member === undefined ? line.trim() : `${member}()`;
}

/**
 * Tells whether output is as a page says: spaces and line breaks are all alike, and `…` stands for
 * anything.
 *
 * @param output What was printed.
 * @param expected What the page says.
 * @returns Whether they agree.
 */
export function agrees(output: string, expected: string): boolean {
  const pattern = normal(expected).split("…").map((part) => RegExp.escape(part)).join(".*");
  return new RegExp(`^${pattern}$`).test(normal(output));
}

function normal(text: string): string {
  return text.trim().replace(/\s+/g, " ").replace(/([[({]) /g, "$1").replace(/ ([\])}])/g, "$1");
}
