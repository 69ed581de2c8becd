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
  /** Whether its module exports the function, so that it goes along as a part of that. */
  readonly byReference?: boolean;
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
    name: "lodash",
    version: "4.17.21",
    kind: "CommonJS with properties",
    imports: 'import { default as lodash } from "lodash";',
    body: "(ns: number[]) => [lodash.chunk(ns, 2), lodash.sum(ns)]",
    input: [1, 2, 3],
    gives: [[[1, 2], [3]], 6],
  },
  {
    name: "lodash",
    version: "4.17.21",
    kind: "CommonJS with properties",
    imports: 'import * as lodash from "lodash";',
    body: "(ns: number[]) => lodash.default.max(ns) - lodash.default.min(ns)",
    input: [1, 2, 7],
    gives: 6,
  },
  {
    name: "lodash",
    version: "4.17.21",
    kind: "conditions and subpaths",
    imports: 'import fp from "lodash/fp.js";',
    body: "(ns: number[]) => fp.map((n: number) => 2 * n)(ns)",
    input: [1, 2],
    gives: [2, 4],
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
    name: "numeric",
    version: "1.2.6",
    kind: "CommonJS",
    imports: 'import numeric from "numeric";',
    body: "(m: number[][]) => numeric.det(m)",
    input: [[2, 1], [0, 3]],
    gives: 6,
  },
  {
    name: "papaparse",
    version: "5.4.1",
    kind: "CommonJS",
    imports: 'import Papa from "papaparse";',
    body: "(text: string) => Papa.parse(text, { header: true, dynamicTyping: true }).data",
    input: "a,b\n1,x",
    gives: [{ a: 1, b: "x" }],
  },
  {
    name: "moment",
    version: "2.30.1",
    kind: "CommonJS",
    imports: 'import moment from "moment";',
    body: '(day: string) => moment.utc(day).add(1, "month").format("YYYY-MM-DD")',
    input: "2024-01-31",
    gives: "2024-02-29",
  },
  {
    name: "moment",
    version: "2.30.1",
    kind: "conditions and subpaths",
    imports: 'import moment from "moment"; import "moment/locale/de.js";',
    body: '(day: string) => moment.utc(day).locale("de").format("D. MMMM")',
    input: "2024-03-01",
    gives: "1. März",
  },
  {
    name: "moment",
    version: "2.30.1",
    kind: "conditions and subpaths",
    imports: 'import moment from "moment"; import "moment/locale/de.js";',
    byReference: true,
    body: '(day: string) => moment.utc(day).locale("de").format("D. MMMM")',
    input: "2024-03-01",
    gives: "1. März",
  },
  {
    name: "moment",
    version: "2.30.1",
    kind: "dynamic require",
    imports: 'import moment from "moment";',
    body: '(day: string) => moment.utc(day).locale("fr").format("D MMMM")',
    input: "2024-02-02",
    gives: "2 février",
  },
  {
    name: "dayjs",
    version: "1.11.13",
    kind: "CommonJS",
    imports: 'import dayjs from "dayjs"; import utc from "dayjs/plugin/utc.js";',
    body: '(day: string) => { dayjs.extend(utc); return dayjs.utc(day).endOf("month").date(); }',
    input: "2023-02-03",
    gives: 28,
  },
  {
    name: "xml2js",
    version: "0.6.2",
    kind: "CommonJS",
    imports: 'import { parseStringPromise } from "xml2js";',
    body: "async (text: string) => (await parseStringPromise(text)).a.b",
    input: "<a><b>1</b><b>2</b></a>",
    gives: ["1", "2"],
  },
  {
    name: "seedrandom",
    version: "3.0.5",
    kind: "CommonJS",
    imports: 'import seedrandom from "seedrandom";',
    body: "(seed: string) => seedrandom(seed)()",
    input: "hello.",
    gives: 0.9282578795792454,
  },
  {
    name: "@stdlib/math-base-special-gamma",
    version: "0.3.0",
    kind: "CommonJS",
    imports: 'import gamma from "@stdlib/math-base-special-gamma";',
    body: "(n: number) => gamma(n)",
    input: 6,
    gives: 120,
  },
  {
    name: "ndarray",
    version: "1.0.19",
    kind: "CommonJS",
    imports: 'import ndarray from "ndarray"; import ops from "ndarray-ops";',
    body: `(n: number) => {
      const a = ndarray(new Float64Array(n), [n]);
      ops.assigns(a, 2);
      return ops.sum(a);
    }`,
    input: 4,
    needs: { "ndarray-ops": "1.2.2" },
    gives: 8,
  },
  {
    name: "fft.js",
    version: "4.0.4",
    kind: "CommonJS",
    imports: 'import FFT from "fft.js";',
    body: `(ns: number[]) => {
      const f = new FFT(ns.length);
      const out = f.createComplexArray();
      f.realTransform(out, ns);
      return out[0];
    }`,
    input: [1, 2, 3, 4],
    gives: 10,
  },
  {
    name: "simplify-js",
    version: "1.2.4",
    kind: "CommonJS",
    imports: 'import simplify from "simplify-js";',
    body: "(points: { x: number; y: number }[]) => simplify(points, 1).length",
    input: [{ x: 0, y: 0 }, { x: 1, y: 0.1 }, { x: 2, y: 0 }],
    gives: 2,
  },
  {
    name: "pako",
    version: "1.0.11",
    kind: "CommonJS",
    imports: 'import pako from "pako";',
    body: '(text: string) => pako.inflate(pako.deflate(text), { to: "string" })',
    input: "aaaa",
    gives: "aaaa",
  },
  {
    name: "jszip",
    version: "3.10.1",
    kind: "CommonJS",
    imports: 'import JSZip from "jszip";',
    body: `async (text: string) => {
      const bytes = await new JSZip().file("a", text).generateAsync({ type: "uint8array" });
      return await (await JSZip.loadAsync(bytes)).file("a").async("string");
    }`,
    input: "inside",
    gives: "inside",
  },
  {
    name: "graphlib",
    version: "2.1.8",
    kind: "CommonJS",
    imports: 'import graphlib from "graphlib";',
    body: `(edges: [string, string][]) => {
      const g = new graphlib.Graph();
      for (const [a, b] of edges) g.setEdge(a, b);
      return graphlib.alg.topsort(g);
    }`,
    input: [["b", "c"], ["a", "b"]],
    gives: ["a", "b", "c"],
  },
  {
    name: "bluebird",
    version: "3.7.2",
    kind: "CommonJS",
    imports: 'import Bluebird from "bluebird";',
    body: "async (ns: number[]) => await Bluebird.map(ns, (n: number) => n + 1)",
    input: [1, 2],
    gives: [2, 3],
  },
  {
    name: "object-hash",
    version: "3.0.0",
    kind: "CommonJS",
    imports: 'import hash from "object-hash";',
    body: "(one: object) => hash(one) === hash({ b: 2, a: 1 })",
    input: { a: 1, b: 2 },
    gives: true,
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
    name: "debug",
    version: "4.3.7",
    kind: "CommonJS",
    imports: 'import debug from "debug";',
    body: "(name: string) => debug(name).namespace",
    input: "it",
    gives: "it",
  },
  {
    name: "semver",
    version: "7.6.3",
    kind: "CommonJS",
    imports: 'import semver from "semver";',
    body: '(range: string) => semver.satisfies("1.2.3", range)',
    input: "^1.1",
    gives: true,
  },
  {
    name: "semver",
    version: "7.6.3",
    kind: "conditions and subpaths",
    imports: 'import gt from "semver/functions/gt.js";',
    body: '(version: string) => gt(version, "1.9.0")',
    input: "1.10.0",
    gives: true,
  },
  {
    name: "sentiment",
    version: "5.0.2",
    kind: "CommonJS",
    imports: 'import Sentiment from "sentiment";',
    body: "(text: string) => new Sentiment().analyze(text).score",
    input: "good",
    gives: 3,
  },
  {
    name: "regression",
    version: "2.0.1",
    kind: "CommonJS",
    imports: 'import regression from "regression";',
    body: "(points: [number, number][]) => regression.linear(points).equation",
    input: [[0, 1], [1, 3], [2, 5]],
    gives: [2, 1],
  },
  {
    name: "express",
    version: "4.21.1",
    kind: "CommonJS",
    imports: 'import express, { Router } from "express";',
    body: `(path: string) => {
      const app = express();
      const router = Router();
      router.get(path, () => {});
      app.use(router);
      return router.stack[0].route.path;
    }`,
    input: "/a",
    gives: "/a",
  },
  {
    name: "xlsx",
    version: "0.18.5",
    kind: "CommonJS",
    imports: 'import XLSX from "xlsx";',
    byReference: true,
    body: "(rows: unknown[][]) => XLSX.utils.sheet_to_csv(XLSX.utils.aoa_to_sheet(rows))",
    input: [[1, 2], ["a", "b"]],
    gives: "1,2\na,b",
  },
  {
    name: "exceljs",
    version: "4.4.0",
    kind: "CommonJS",
    imports: 'import ExcelJS from "exceljs";',
    body: `async (n: number) => {
      const book = new ExcelJS.Workbook();
      book.addWorksheet("s").addRow([n]);
      const bytes = await book.xlsx.writeBuffer();
      const again = new ExcelJS.Workbook();
      await again.xlsx.load(bytes);
      return again.getWorksheet("s").getCell("A1").value;
    }`,
    input: 7,
    gives: 7,
  },
  {
    name: "topojson-client",
    version: "3.1.0",
    kind: "CommonJS",
    imports:
      'import { feature } from "topojson-client"; import world from "world-atlas/countries-110m.json" with { type: "json" };',
    body: `(name: string) => {
      const { features } = feature(world, world.objects.countries);
      return features.find(({ properties }) => properties.name === name).id;
    }`,
    input: "Germany",
    needs: { "world-atlas": "2.0.2" },
    gives: "276",
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
    name: "async",
    version: "3.2.6",
    kind: "CommonJS with properties",
    imports: 'import { mapLimit } from "async/dist/async.js";',
    body: "async (ns: number[]) => await mapLimit(ns, 2, async (n: number) => n * n)",
    input: [1, 2, 3],
    gives: [1, 4, 9],
  },
  {
    name: "winston",
    version: "3.15.0",
    kind: "getters on exports",
    imports: 'import winston from "winston";',
    body: `(level: string) => {
      const transports = [new winston.transports.Console()];
      return winston.createLogger({ silent: true, transports }).isLevelEnabled(level);
    }`,
    input: "info",
    gives: true,
  },
  {
    name: "rxjs",
    version: "7.8.1",
    kind: "getters on exports",
    imports: 'import { firstValueFrom, from, map, toArray } from "rxjs";',
    body: `async (ns: number[]) => {
      const added = from(ns).pipe(map((n: number) => n + 1), toArray());
      return await firstValueFrom(added);
    }`,
    input: [1, 2],
    gives: [2, 3],
  },
  {
    name: "pg",
    version: "8.13.1",
    kind: "getters on exports",
    imports: 'import pg from "pg";',
    body: "(text: string) => pg.types.getTypeParser(23)(text)",
    input: "42",
    gives: 42,
  },
  {
    name: "iconv-lite",
    version: "0.6.3",
    kind: "getters on exports",
    imports: 'import iconv from "iconv-lite";',
    body: '(bytes: Uint8Array) => iconv.decode(bytes, "win1251")',
    input: new Uint8Array([0xcc, 0xe8, 0xf0]),
    gives: "Мир",
  },
  {
    name: "ajv",
    version: "8.17.1",
    kind: "CommonJS of TypeScript",
    imports: 'import { Ajv } from "ajv";',
    body: '(value: unknown) => new Ajv().compile({ type: "object", required: ["a"] })(value)',
    input: { a: 1 },
    gives: true,
  },
  {
    name: "@babel/generator",
    version: "7.26.2",
    kind: "CommonJS of TypeScript",
    imports: 'import generator from "@babel/generator"; import { parse } from "@babel/parser";',
    body: "(text: string) => [typeof generator, generator.default(parse(text)).code]",
    input: "a  +  b",
    needs: { "@babel/parser": "7.26.2" },
    gives: ["object", "a + b;"],
  },
  {
    name: "fast-xml-parser",
    version: "4.5.0",
    kind: "import/require",
    imports: 'import { XMLParser } from "fast-xml-parser";',
    body: "(text: string) => new XMLParser().parse(text)",
    input: "<a><b>1</b></a>",
    gives: { a: { b: 1 } },
  },
  {
    name: "csv-stringify",
    version: "6.5.1",
    kind: "conditions and subpaths",
    imports: 'import { stringify } from "csv-stringify/sync";',
    body: "(rows: unknown[][]) => stringify(rows)",
    input: [[1, "a,b"]],
    gives: '1,"a,b"\n',
  },
  {
    name: "csv-parse",
    version: "5.6.0",
    kind: "conditions and subpaths",
    imports: 'import { parse } from "csv-parse/sync";',
    body: `(text: string) => {
      const rows = parse(text, { columns: true, cast: true });
      return rows.map((one: object) => ({ ...one }));
    }`,
    input: "a,b\n1,2\n",
    gives: [{ a: 1, b: 2 }],
  },
  {
    name: "date-fns",
    version: "4.1.0",
    kind: "import/require",
    imports: 'import { addDays, format } from "date-fns"; import { de } from "date-fns/locale";',
    body:
      '(time: number) => format(addDays(new Date(2024, 1, time), 1), "d. MMMM", { locale: de })',
    input: 28,
    gives: "29. Februar",
  },
  {
    name: "uuid",
    version: "10.0.0",
    kind: "conditions and subpaths",
    imports: 'import { v5 } from "uuid";',
    body: "(name: string) => v5(name, v5.DNS)",
    input: "www.example.com",
    gives: "2ed6657d-e927-568b-95e1-2665a8aea6a2",
  },
  {
    name: "nanoid",
    version: "5.0.8",
    kind: "ES module",
    imports: 'import { customAlphabet } from "nanoid";',
    body: '(n: number) => customAlphabet("a", n)()',
    input: 4,
    gives: "aaaa",
  },
  {
    name: "axios",
    version: "1.7.7",
    kind: "conditions and subpaths",
    imports: 'import axios from "axios";',
    body:
      `(q: string) => axios.create({ baseURL: "http://h/" }).getUri({ url: "p", params: { q } })`,
    input: "a",
    gives: "http://h/p?q=a",
  },
  {
    name: "zod",
    version: "3.23.8",
    kind: "import/require",
    imports: 'import { z } from "zod";',
    body: "(value: unknown) => z.object({ n: z.coerce.number() }).parse(value)",
    input: { n: "3" },
    gives: { n: 3 },
  },
  {
    name: "yaml",
    version: "2.6.0",
    kind: "conditions and subpaths",
    imports: 'import * as YAML from "yaml";',
    body: "(text: string) => YAML.parse(text)",
    input: "a: [1, x]",
    gives: { a: [1, "x"] },
  },
  {
    name: "js-yaml",
    version: "4.1.0",
    kind: "import/require",
    imports: 'import yaml from "js-yaml";',
    body: "(value: unknown) => yaml.dump(value)",
    input: { a: [1] },
    gives: "a:\n  - 1\n",
  },
  {
    name: "cheerio",
    version: "1.0.0",
    kind: "import/require",
    imports: 'import * as cheerio from "cheerio";',
    body: '(html: string) => cheerio.load(html)("b").text()',
    input: "<p>a<b>c</b></p>",
    gives: "c",
  },
  {
    name: "commander",
    version: "12.1.0",
    kind: "import/require",
    imports: 'import { Command } from "commander";',
    body: '(args: string[]) => new Command().option("-n <n>").parse(args, { from: "user" }).opts()',
    input: ["-n", "5"],
    gives: { n: "5" },
  },
  {
    name: "yargs-parser",
    version: "21.1.1",
    kind: "import/require",
    imports: 'import parser from "yargs-parser";',
    body: "(text: string) => parser(text).n",
    input: "--n 3",
    gives: 3,
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
    name: "mathjs",
    version: "13.2.0",
    kind: "conditions and subpaths",
    imports: 'import * as math from "mathjs/number";',
    body: '(n: number) => [math.add(n, 1), "complex" in math]',
    input: 1,
    gives: [2, false],
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
    name: "ml-regression",
    version: "6.3.0",
    kind: "main/module",
    imports: 'import { SLR } from "ml-regression";',
    body: "(ns: number[]) => new SLR(ns, ns.map((n) => 2 * n + 1)).predict(10)",
    input: [0, 1, 2],
    gives: 21,
  },
  {
    name: "ml-levenberg-marquardt",
    version: "4.1.3",
    kind: "main/module",
    imports: 'import { levenbergMarquardt } from "ml-levenberg-marquardt";',
    body: `(ns: number[]) => {
      const line = ([a]: number[]) => (x: number) => a * x;
      const points = { x: ns, y: ns.map((n) => 3 * n) };
      const { parameterValues } = levenbergMarquardt(points, line, { initialValues: [1] });
      return Math.round(parameterValues[0]);
    }`,
    input: [1, 2, 3],
    gives: 3,
  },
  {
    name: "ml-kmeans",
    version: "6.0.0",
    kind: "main/module",
    imports: 'import { kmeans } from "ml-kmeans";',
    body:
      "(points: number[][]) => kmeans(points, 2, { initialization: [[0, 0], [9, 9]] }).clusters",
    input: [[0, 1], [1, 0], [9, 8]],
    gives: [0, 0, 1],
  },
  {
    name: "luxon",
    version: "3.5.0",
    kind: "main/module",
    imports: 'import { DateTime } from "luxon";',
    body: '(day: string) => DateTime.fromISO(day, { zone: "utc" }).plus({ months: 1 }).toISODate()',
    input: "2024-01-31",
    gives: "2024-02-29",
  },
  {
    name: "immutable",
    version: "4.3.7",
    kind: "main/module",
    imports: 'import { Map as Dictionary } from "immutable";',
    body: '(n: number) => Dictionary({ a: n }).set("b", 2).toJS()',
    input: 1,
    gives: { a: 1, b: 2 },
  },
  {
    name: "cytoscape",
    version: "3.30.3",
    kind: "import/require",
    imports: 'import cytoscape from "cytoscape";',
    byReference: true,
    body: `(ids: string[]) => {
      const elements = ids.map((id) => ({ data: { id } }));
      return cytoscape({ headless: true, elements }).nodes().length;
    }`,
    input: ["a", "b"],
    gives: 2,
  },
  {
    name: "graphology",
    version: "0.25.4",
    kind: "import/require",
    imports: 'import Graph from "graphology";',
    body: `(n: number) => {
      const g = new Graph();
      g.addNode("a");
      g.addNode("b");
      g.addEdge("a", "b", { n });
      return g.getEdgeAttribute("a", "b", "n");
    }`,
    input: 3,
    gives: 3,
  },
  {
    name: "bignumber.js",
    version: "9.1.2",
    kind: "import/require",
    imports: 'import BigNumber from "bignumber.js";',
    body: '(a: string) => new BigNumber(a).plus("0.2").toString()',
    input: "0.1",
    gives: "0.3",
  },
  {
    name: "decimal.js",
    version: "10.4.3",
    kind: "import/require",
    imports: 'import Decimal from "decimal.js";',
    body: "(a: number) => new Decimal(a).sqrt().toFixed(5)",
    input: 2,
    gives: "1.41421",
  },
  {
    name: "fraction.js",
    version: "4.3.7",
    kind: "import/require",
    imports: 'import Fraction from "fraction.js";',
    body: '(a: string) => new Fraction(a).add("1/6").toFraction()',
    input: "1/3",
    gives: "1/2",
  },
  {
    name: "complex.js",
    version: "2.3.0",
    kind: "import/require",
    imports: 'import Complex from "complex.js";',
    body: '(a: string) => new Complex(a).mul("i").toString()',
    input: "1+i",
    gives: "-1 + i",
  },
  {
    name: "long",
    version: "5.2.3",
    kind: "import/require",
    imports: 'import Long from "long";',
    body: "(a: string) => Long.fromString(a).add(1).toString()",
    input: "9007199254740993",
    gives: "9007199254740994",
  },
  {
    name: "immer",
    version: "10.1.1",
    kind: "import/require",
    imports: 'import { produce } from "immer";',
    body: "(one: { n: number }) => ({ ...produce(one, (draft: { n: number }) => { draft.n++; }) })",
    input: { n: 1 },
    gives: { n: 2 },
  },
  {
    name: "ramda",
    version: "0.30.1",
    kind: "import/require",
    imports: 'import * as R from "ramda";',
    body: "(ns: number[]) => R.pipe(R.filter((n: number) => n > 1), R.sum)(ns)",
    input: [1, 2, 3],
    gives: 5,
  },
  {
    name: "eventemitter3",
    version: "5.0.1",
    kind: "import/require",
    imports: 'import EventEmitter from "eventemitter3";',
    body: `(n: number) => {
      let got = 0;
      const e = new EventEmitter();
      e.on("x", (m: number) => got = m);
      e.emit("x", n);
      return got;
    }`,
    input: 4,
    gives: 4,
  },
  {
    name: "@turf/turf",
    version: "7.1.0",
    kind: "import/require",
    imports: 'import { distance, point } from "@turf/turf";',
    body: "(to: number[]) => Math.round(distance(point([0, 0]), point(to)))",
    input: [0, 1],
    gives: 111,
  },
  {
    name: "proj4",
    version: "2.12.1",
    kind: "main/module",
    imports: 'import proj4 from "proj4";',
    body: '(at: number[]) => proj4("EPSG:4326", "EPSG:3857", at).map(Math.round)',
    input: [1, 0],
    gives: [111319, -0],
  },
  {
    name: "fflate",
    version: "0.8.2",
    kind: "conditions and subpaths",
    imports: 'import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";',
    body: "(text: string) => strFromU8(unzipSync(zipSync({ a: strToU8(text) })).a)",
    input: "text",
    gives: "text",
  },
  {
    name: "geotiff",
    version: "2.1.3",
    kind: "import/require",
    imports: 'import { fromArrayBuffer, writeArrayBuffer } from "geotiff";',
    body: `async (ns: number[]) => {
      const bytes = await writeArrayBuffer(ns, { width: 2, height: 2 });
      return (await (await fromArrayBuffer(bytes)).getImage()).getWidth();
    }`,
    input: [1, 2, 3, 4],
    gives: 2,
  },
  {
    name: "pdf-lib",
    version: "1.17.1",
    kind: "main/module",
    imports: 'import { PDFDocument } from "pdf-lib";',
    body: `async (n: number) => {
      const doc = await PDFDocument.create();
      for (let i = 0; i < n; i++) doc.addPage();
      return (await PDFDocument.load(await doc.save())).getPageCount();
    }`,
    input: 2,
    gives: 2,
  },
  {
    name: "compromise",
    version: "14.14.2",
    kind: "import/require",
    imports: 'import nlp from "compromise";',
    body: "(text: string) => nlp(text).verbs().toPastTense().text()",
    input: "she walks",
    gives: "walked",
  },
  {
    name: "apache-arrow",
    version: "18.0.0",
    kind: "conditions and subpaths",
    imports: 'import { tableFromArrays, tableFromIPC, tableToIPC } from "apache-arrow";',
    body:
      `(n: number) => tableFromIPC(tableToIPC(tableFromArrays({ a: Int32Array.of(n) }))).get(0).a`,
    input: 6,
    gives: 6,
  },
  {
    name: "@tensorflow/tfjs-core",
    version: "4.22.0",
    kind: "main/module",
    imports: 'import * as tf from "@tensorflow/tfjs-core"; import "@tensorflow/tfjs-backend-cpu";',
    byReference: true,
    body: `async (ns: number[]) => {
      await tf.setBackend("cpu");
      return Array.from(await tf.square(tf.tensor1d(ns)).data());
    }`,
    input: [1, 2],
    needs: { "@tensorflow/tfjs-backend-cpu": "4.22.0" },
    gives: [1, 4],
  },
  {
    name: "gl-matrix",
    version: "3.4.3",
    kind: "main/module",
    imports: 'import { vec3 } from "gl-matrix";',
    body: "(a: number[]) => vec3.dot(a, [1, 2, 3])",
    input: [1, 1, 1],
    gives: 6,
  },
  {
    name: "lru-cache",
    version: "11.0.2",
    kind: "import/require",
    imports: 'import { LRUCache } from "lru-cache";',
    body: `(keys: string[]) => {
      const c = new LRUCache({ max: 2 });
      for (const key of keys) c.set(key, 1);
      return [...c.keys()];
    }`,
    input: ["a", "b", "c"],
    gives: ["c", "b"],
  },
  {
    name: "lodash-es",
    version: "4.17.21",
    kind: "ES module",
    imports: 'import { groupBy } from "lodash-es";',
    body: '(ns: number[]) => groupBy(ns, (n: number) => n % 2 ? "odd" : "even")',
    input: [1, 2, 3],
    gives: { odd: [1, 3], even: [2] },
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
    name: "d3-scale",
    version: "4.0.2",
    kind: "ES module",
    imports: 'import { scaleLinear } from "d3-scale";',
    body: "(n: number) => scaleLinear([0, 10], [0, 100])(n)",
    input: 5,
    gives: 50,
  },
  {
    name: "d3",
    version: "7.9.0",
    kind: "ES module",
    imports: 'import * as d3 from "d3";',
    body: '(n: number) => d3.format(".1f")(d3.mean([n, n + 1]))',
    input: 1,
    gives: "1.5",
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
    name: "random",
    version: "5.1.1",
    kind: "ES module",
    imports: 'import random from "random";',
    body: '(n: number) => random.clone("seed").int(n, n)',
    input: 3,
    gives: 3,
  },
  {
    name: "kdbush",
    version: "4.0.2",
    kind: "ES module",
    imports: 'import KDBush from "kdbush";',
    body: `(n: number) => {
      const i = new KDBush(2);
      i.add(0, 0);
      i.add(n, n);
      return i.finish().within(0, 0, 1);
    }`,
    input: 5,
    gives: [0],
  },
  {
    name: "rbush",
    version: "4.0.1",
    kind: "ES module",
    imports: 'import RBush from "rbush";',
    body: `(n: number) => {
      const t = new RBush();
      t.insert({ minX: n, minY: n, maxX: n, maxY: n });
      return t.search({ minX: 0, minY: 0, maxX: 9, maxY: 9 }).length;
    }`,
    input: 4,
    gives: 1,
  },
  {
    name: "delaunator",
    version: "5.0.1",
    kind: "ES module",
    imports: 'import Delaunator from "delaunator";',
    body: "(points: [number, number][]) => Delaunator.from(points).triangles.length / 3",
    input: [[0, 0], [1, 0], [0, 1], [1, 1.1]],
    gives: 2,
  },
  {
    name: "p-limit",
    version: "6.1.0",
    kind: "ES module",
    imports: 'import pLimit from "p-limit";',
    body: `async (ns: number[]) => {
      const limit = pLimit(1);
      return await Promise.all(ns.map((n) => limit(() => n * 2)));
    }`,
    input: [1, 2],
    gives: [2, 4],
  },
  {
    name: "stopword",
    version: "3.1.3",
    kind: "import/require",
    imports: 'import { removeStopwords } from "stopword";',
    body: '(text: string) => removeStopwords(text.split(" "))',
    input: "a big dog",
    gives: ["big", "dog"],
  },
  {
    name: "unidecode",
    version: "1.1.0",
    kind: "dynamic require",
    imports: 'import unidecode from "unidecode";',
    body: "(text: string) => unidecode(text)",
    input: "Ünï",
    gives: "Uni",
  },
  {
    name: "protobufjs",
    version: "7.4.0",
    kind: "dynamic require",
    imports: 'import protobuf from "protobufjs";',
    body: `(n: number) => {
      const { root } = protobuf.parse("syntax = 'proto3'; message T { int64 n = 1; }");
      const T = root.lookupType("T");
      return T.decode(T.encode({ n }).finish()).n.toString();
    }`,
    input: 300,
    gives: "300",
  },
  {
    name: "handlebars",
    version: "4.7.8",
    kind: "dynamic require",
    imports: 'import Handlebars from "handlebars";',
    body: '(name: string) => Handlebars.compile("Hi {{name}}")({ name })',
    input: "Jo",
    gives: "Hi Jo",
  },
  {
    name: "ws",
    version: "8.18.0",
    kind: "optional dependencies",
    imports: 'import { Receiver, WebSocket } from "ws";',
    body: "(_: number) => [typeof Receiver, WebSocket.OPEN]",
    input: 1,
    gives: ["function", 1],
  },
  {
    name: "msgpackr",
    version: "1.11.0",
    kind: "optional dependencies",
    imports: 'import { pack, unpack } from "msgpackr";',
    body: "(one: unknown) => unpack(pack(one))",
    input: { a: [1, "x"] },
    gives: { a: [1, "x"] },
  },
  {
    name: "nunjucks",
    version: "3.2.4",
    kind: "optional dependencies",
    imports: 'import nunjucks from "nunjucks";',
    body: '(n: number) => nunjucks.renderString("{{ n * 2 }}", { n })',
    input: 4,
    gives: "8",
  },
  {
    name: "node-fetch",
    version: "2.7.0",
    kind: "optional dependencies",
    imports: 'import fetch, { Headers } from "node-fetch";',
    body: '(value: string) => [typeof fetch, new Headers({ a: value }).get("a")]',
    input: "b",
    gives: ["function", "b"],
  },
  {
    name: "pino",
    version: "9.5.0",
    kind: "optional dependencies",
    imports: 'import pino from "pino";',
    byReference: true,
    body: `(text: string) => {
      let line = "";
      pino({ base: null, timestamp: false }, { write: (one: string) => line = one }).info(text);
      return JSON.parse(line);
    }`,
    input: "hi",
    gives: { level: 30, msg: "hi" },
  },
  {
    name: "figlet",
    version: "1.8.0",
    kind: "data beside",
    imports: 'import figlet from "figlet";',
    byReference: true,
    body: '(text: string) => figlet.textSync(text, { font: "Small" }).split("\\n")[1].trim()',
    input: "I",
    gives: "|_ _|",
  },
  {
    name: "pdfkit",
    version: "0.15.1",
    kind: "data beside",
    imports: 'import PDFDocument from "pdfkit";',
    body:
      '(text: string) => new PDFDocument().font("Times-Roman").fontSize(10).widthOfString(text)',
    input: "a",
    gives: 4.44,
  },
  {
    name: "uglify-js",
    version: "3.19.3",
    kind: "data beside",
    imports: 'import UglifyJS from "uglify-js";',
    body: "(text: string) => UglifyJS.minify(text).code",
    input: "var a = 1 + 1;",
    gives: "var a=2;",
  },
  {
    name: "css-tree",
    version: "3.0.1",
    kind: "data beside",
    imports: 'import * as csstree from "css-tree";',
    body: `(text: string) => {
      const value = csstree.parse(text, { context: "value" });
      return csstree.lexer.matchProperty("color", value).error;
    }`,
    input: "red",
    gives: null,
  },
  {
    name: "yargs",
    version: "17.7.2",
    kind: "data beside",
    imports: 'import yargs from "yargs";',
    body: `async (args: string[]) => {
      const parser = yargs(args).locale("de").option("n", { type: "number" });
      return (await parser.parse()).n;
    }`,
    input: ["--n", "3"],
    gives: 3,
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
    name: "libsodium-wrappers",
    version: "0.7.15",
    kind: "WebAssembly embedded",
    imports: 'import sodium from "libsodium-wrappers";',
    body: `async (text: string) => {
      await sodium.ready;
      return sodium.to_hex(sodium.crypto_hash(text)).slice(0, 8);
    }`,
    input: "a",
    gives: "1f40fc92",
  },
  {
    name: "yoga-layout",
    version: "3.1.0",
    kind: "WebAssembly embedded",
    imports: 'import Yoga from "yoga-layout";',
    body: `(n: number) => {
      const node = Yoga.Node.create();
      node.setWidth(n);
      node.calculateLayout(undefined, undefined);
      return node.getComputedWidth();
    }`,
    input: 30,
    gives: 30,
  },
  {
    name: "h3-js",
    version: "4.1.0",
    kind: "WebAssembly embedded",
    imports: 'import { getResolution, latLngToCell } from "h3-js";',
    body: "(at: number[]) => getResolution(latLngToCell(at[0], at[1], 7))",
    input: [37.7, -122.4],
    gives: 7,
  },
  {
    name: "sql.js",
    version: "1.11.0",
    kind: "WebAssembly beside",
    imports: 'import initSqlJs from "sql.js";',
    byReference: true,
    body: `async (n: number) => {
      const { Database } = await initSqlJs();
      return new Database().exec("select 2 * " + n + " as twice")[0].values;
    }`,
    input: 21,
    gives: [[42]],
  },
  {
    name: "tiktoken",
    version: "1.0.17",
    kind: "WebAssembly beside",
    imports: 'import { get_encoding } from "tiktoken";',
    body: '(text: string) => Array.from(get_encoding("cl100k_base").encode(text))',
    input: "hello world",
    gives: [15339, 1917],
  },
  {
    name: "web-tree-sitter",
    version: "0.24.4",
    kind: "WebAssembly beside",
    imports: 'import Parser from "web-tree-sitter";',
    body: "async (_: number) => { await Parser.init(); return new Parser().getTimeoutMicros(); }",
    input: 1,
    gives: 0,
  },
  {
    name: "source-map",
    version: "0.7.4",
    kind: "WebAssembly beside",
    imports: 'import { SourceMapConsumer, SourceMapGenerator } from "source-map";',
    body: `async (line: number) => {
      const made = new SourceMapGenerator();
      const [original, generated] = [{ line, column: 0 }, { line: 1, column: 0 }];
      made.addMapping({ source: "a", original, generated });
      const map = await new SourceMapConsumer(made.toJSON());
      return map.originalPositionFor({ line: 1, column: 0 }).line;
    }`,
    input: 7,
    gives: 7,
  },
  {
    name: "highs",
    version: "1.0.1",
    kind: "WebAssembly beside",
    imports: 'import highs from "highs";',
    body: "async (text: string) => (await highs()).solve(text).ObjectiveValue",
    input: "Maximize\n x\nSubject To\n c: x <= 4\nEnd",
    gives: 4,
  },
  {
    name: "parquet-wasm",
    version: "0.6.1",
    kind: "WebAssembly beside",
    imports: 'import { Compression, WriterPropertiesBuilder } from "parquet-wasm/node";',
    body: `(text: string) => {
      const made = new WriterPropertiesBuilder().setCreatedBy(text).build();
      return [typeof made, Compression.ZSTD];
    }`,
    input: "me",
    gives: ["object", 5],
  },
  {
    name: "manifold-3d",
    version: "3.0.0",
    kind: "WebAssembly beside",
    imports: 'import Module from "manifold-3d";',
    body: `async (n: number) => {
      const wasm = await Module();
      wasm.setup();
      return wasm.Manifold.cube([n, n, n]).volume();
    }`,
    input: 2,
    gives: 8,
  },
  {
    name: "node-sqlite3-wasm",
    version: "0.8.25",
    kind: "WebAssembly beside",
    imports: 'import sqlite from "node-sqlite3-wasm";',
    body: '(n: number) => new sqlite.Database().get("select ? + 1 as m", n).m',
    input: 1,
    gives: 2,
  },
  {
    name: "@dimforge/rapier2d-compat",
    version: "0.14.0",
    kind: "WebAssembly embedded",
    imports: 'import RAPIER from "@dimforge/rapier2d-compat";',
    body: `async (seconds: number) => {
      await RAPIER.init();
      const world = new RAPIER.World({ x: 0, y: -1 });
      const ball = world.createRigidBody(RAPIER.RigidBodyDesc.dynamic().setAdditionalMass(1));
      world.timestep = seconds;
      world.step();
      return ball.linvel().y;
    }`,
    input: 0.5,
    gives: -0.5,
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
  {
    name: "@node-rs/bcrypt",
    version: "1.10.7",
    kind: "native add-on",
    imports: 'import { hashSync } from "@node-rs/bcrypt";',
    body: "(text: string) => hashSync(text, 4).length",
    input: "a",
    refused: "@node-rs/bcrypt",
  },
  {
    name: "argon2",
    version: "0.41.1",
    kind: "native add-on",
    imports: 'import argon2 from "argon2";',
    body: "(text: string) => argon2.hash(text)",
    input: "a",
    refused: "argon2",
  },
  {
    name: "bufferutil",
    version: "4.0.8",
    kind: "native add-on",
    imports: 'import bufferutil from "bufferutil";',
    body: "(bytes: Uint8Array) => bufferutil.unmask(bytes, new Uint8Array([1, 0, 1, 0]))",
    input: new Uint8Array([1, 2, 3, 4]),
    refused: "bufferutil",
  },
  {
    name: "snappy",
    version: "7.2.2",
    kind: "native add-on",
    imports: 'import { compressSync } from "snappy";',
    body: "(text: string) => compressSync(text).length",
    input: "a",
    refused: "snappy",
  },
  {
    name: "sharp",
    version: "0.33.5",
    kind: "native add-on",
    imports: 'import sharp from "sharp";',
    body: `(n: number) => {
      const create = { width: n, height: n, channels: 3, background: "red" };
      return sharp({ create }).png().toBuffer();
    }`,
    input: 1,
    refused: "sharp",
  },
];
