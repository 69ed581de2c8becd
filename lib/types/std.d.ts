/**
 * What htmap uses of the standard library, which the npm package `deno-std` leaves untyped.
 *
 * @module
 */

/** `deno-std/toml`. */
export interface Toml {
  /** Reads TOML; throws a `SyntaxError` that names the line. */
  parse(text: string): Record<string, unknown>;
  /** Writes TOML. */
  stringify(object: Record<string, unknown>): string;
}

/** `deno-std/text/levenshtein_distance`. */
export interface Levenshtein {
  /** Counts the letters to add, take away or replace to make one word of another. */
  levenshteinDistance(a: string, b: string): number;
}

/** `deno-std/csv/parse_stream`. */
export interface CsvStream {
  /** Makes rows of text; ends with a `SyntaxError` that names the line if it is none. */
  CsvParseStream: new (options: {
    separator?: string;
    /** 0: as many cells as the first row has. */
    fieldsPerRecord?: number;
  }) => TransformStream<string, string[]>;
}

/** `deno-std/async/delay`. */
export interface Delay {
  /** Waits so many milliseconds; rejects with the signal's reason if that is aborted. */
  delay(ms: number, options?: { signal?: AbortSignal | undefined }): Promise<void>;
}

/** `deno-std/async/deadline`. */
export interface Deadline {
  /**
   * Gives what a promise gives; after so many milliseconds it throws a `DOMException` named
   * `TimeoutError`, and the signal's reason if that is aborted.
   */
  deadline<T>(p: Promise<T>, ms: number, options?: { signal?: AbortSignal }): Promise<T>;
}

/** `deno-std/jsonc/parse`. */
export interface Jsonc {
  /** Reads JSON that may have comments and trailing commas; throws a `SyntaxError`. */
  parse(text: string): unknown;
}

/** `deno-std/cli/parse_args`. */
export interface Cli {
  /** Takes a command line apart. */
  parseArgs(args: readonly string[], options?: ParseArgsOptions): ParsedArgs;
}

/** The options of `parseArgs` that htmap uses. */
export interface ParseArgsOptions {
  /** Options without a value. */
  boolean?: readonly string[];
  /** Options with a value, which is left as it was written. */
  string?: readonly string[];
  /** Options that may be given several times. */
  collect?: readonly string[];
  /** Flags that `--no-…` turns off. */
  negatable?: readonly string[];
  /** Other names of options. */
  alias?: Readonly<Record<string, string | readonly string[]>>;
  /** Values of options that are not given. */
  default?: Readonly<Record<string, unknown>>;
  /** Whether all that follows the first argument is an argument. */
  stopEarly?: boolean;
  /** Whether what follows `--` is given apart. */
  "--"?: boolean;
  /** Called for what is not in the table; if it returns `false` that is left out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** What `parseArgs` gives: arguments, and options by name. */
export interface ParsedArgs {
  _: (string | number)[];
  "--"?: string[];
  [name: string]: unknown;
}

/** A version, taken apart. */
export interface SemVer {
  major: number;
  minor: number;
  patch: number;
  prerelease?: (string | number)[];
  build?: string[];
}

/** `deno-std/semver`; a range is only handed on. */
export interface Semver {
  /** Reads a version; throws a `TypeError`. */
  parse(version: string): SemVer;
  /** Reads a version; `undefined` if it is none. */
  tryParse(version: string): SemVer | undefined;
  /** Reads a range as npm writes them; `undefined` if it is none. */
  tryParseRange(range: string): object | undefined;
  /** The newest of some versions that is in a range. */
  maxSatisfying(versions: SemVer[], range: object): SemVer | undefined;
  /** Writes a version. */
  format(version: SemVer): string;
  /** Below 0, 0 or above 0 as the first version is older, the same or newer. */
  compare(a: SemVer, b: SemVer): number;
}
