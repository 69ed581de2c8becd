/**
 * Packages of npm that people use, one use of each, and what it gives.
 *
 * @module
 */

/** How a package is made, as far as it matters to whoever wants it elsewhere. */
export type Kind =
  | "CommonJS"
  | "CommonJS with properties"
  | "CommonJS of TypeScript"
  | "ES module"
  | "import/require"
  | "main/module"
  | "conditions and subpaths"
  | "getters on exports"
  | "dynamic require"
  | "optional dependencies"
  | "data beside"
  | "WebAssembly embedded"
  | "WebAssembly beside"
  | "native add-on";

/** One use of a package. */
interface Use {
  readonly name: string;
  readonly version: string;
  readonly kind: Kind;
  /** Its imports, by the bare names of packages. */
  readonly imports: string;
  /** The function, which uses what is imported. */
  readonly body: string;
  /** What the function is called with. */
  readonly input: unknown;
  /** Other packages that it imports, with their versions. */
  readonly needs?: Readonly<Record<string, string>>;
}

/** A use of a package that travels. */
export interface Travelling extends Use {
  /** What the function gives, here and elsewhere. */
  readonly gives: unknown;
}

/** A use of a package that cannot travel. */
export interface Refused extends Use {
  /** What the refusal must name. */
  readonly refused: string;
}

export type Row = Travelling | Refused;

export const ROWS: readonly Row[] = [
  {
    name: "lodash",
    version: "4.17.21",
    kind: "CommonJS",
    imports: 'import _ from "lodash";',
    body: "(n: number) => _.chunk(_.range(n), 2).length",
    input: 5,
    gives: 3,
  },
  {
    name: "lodash-es",
    version: "4.17.21",
    kind: "ES module",
    imports: 'import { groupBy } from "lodash-es";',
    body: "(ns: number[]) => groupBy(ns, (n: number) => n % 2 ? 'odd' : 'even')",
    input: [1, 2, 3],
    gives: { odd: [1, 3], even: [2] },
  },
  {
    name: "mathjs",
    version: "13.2.0",
    kind: "import/require",
    imports: 'import { evaluate } from "mathjs";',
    body: "(text: string) => evaluate(text)",
    input: "sqrt(3^2 + 4^2)",
    gives: 5,
  },
  {
    name: "simple-statistics",
    version: "7.8.7",
    kind: "import/require",
    imports: 'import * as statistics from "simple-statistics";',
    body: "(ns: number[]) => statistics.median(ns)",
    input: [5, 1, 9],
    gives: 5,
  },
  {
    name: "ml-matrix",
    version: "6.12.0",
    kind: "main/module",
    imports: 'import { inverse, Matrix } from "ml-matrix";',
    body: "(rows: number[][]) => inverse(new Matrix(rows)).to2DArray()",
    input: [[2, 0], [0, 4]],
    gives: [[0.5, 0], [0, 0.25]],
  },
  {
    name: "jstat",
    version: "1.9.6",
    kind: "CommonJS",
    imports: 'import jstat from "jstat";',
    body: "(ns: number[]) => jstat.mean(ns)",
    input: [1, 2, 6],
    gives: 3,
  },
  {
    name: "d3-array",
    version: "3.2.4",
    kind: "ES module",
    imports: 'import { extent } from "d3-array";',
    body: "(ns: number[]) => extent(ns)",
    input: [3, 1, 2],
    gives: [1, 3],
  },
  {
    name: "csv-parse",
    version: "5.6.0",
    kind: "conditions and subpaths",
    imports: 'import { parse } from "csv-parse/sync";',
    body:
      "(text: string) => parse(text, { columns: true, cast: true }).map((one: any) => ({ ...one }))",
    input: "a,b\n1,2\n",
    gives: [{ a: 1, b: 2 }],
  },
  {
    name: "chalk",
    version: "5.3.0",
    kind: "ES module",
    imports: 'import { Chalk } from "chalk";',
    body: "(text: string) => new Chalk({ level: 1 }).red(text)",
    input: "x",
    gives: "\x1b[31mx\x1b[39m",
  },
  {
    name: "chalk",
    version: "4.1.2",
    kind: "CommonJS with properties",
    imports: 'import chalk from "chalk";',
    body: "(text: string) => new chalk.Instance({ level: 1 }).blue(text)",
    input: "x",
    gives: "\x1b[34mx\x1b[39m",
  },
  {
    name: "hash-wasm",
    version: "4.11.0",
    kind: "WebAssembly embedded",
    imports: 'import { md5 } from "hash-wasm";',
    body: "(text: string) => md5(text)",
    input: "a",
    gives: "0cc175b9c0f1b6a831c399e269772661",
  },
  {
    name: "sql.js",
    version: "1.11.0",
    kind: "WebAssembly beside",
    imports: 'import initSqlJs from "sql.js";',
    body: `async (n: number) => {
      const { Database } = await initSqlJs();
      return new Database().exec("select 2 * " + n + " as twice")[0].values;
    }`,
    input: 21,
    gives: [[42]],
  },
  {
    name: "mime-types",
    version: "2.1.35",
    kind: "CommonJS",
    imports: 'import mime from "mime-types";',
    body: "(name: string) => mime.lookup(name)",
    input: "a.json",
    gives: "application/json",
  },
  {
    name: "figlet",
    version: "1.8.0",
    kind: "data beside",
    imports: 'import figlet from "figlet";',
    body: '(text: string) => figlet.textSync(text, { font: "Small" }).split("\\n")[1].trim()',
    input: "I",
    gives: "|_ _|",
  },
  {
    name: "ws",
    version: "8.18.0",
    kind: "optional dependencies",
    imports: 'import { Receiver } from "ws";',
    body: "(_: number) => typeof Receiver",
    input: 1,
    gives: "function",
  },
  {
    name: "better-sqlite3",
    version: "11.5.0",
    kind: "native add-on",
    imports: 'import Database from "better-sqlite3";',
    body: '(n: number) => new Database(":memory:").prepare("select 2 * ?").pluck().get(n)',
    input: 1,
    refused: "better-sqlite3",
  },
];
