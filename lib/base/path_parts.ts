/**
 * What the paths of files are made of, on this machine and elsewhere.
 *
 * @module
 */

import { normalize, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { shown } from "./arguments.ts";
import { InvalidArgument } from "./errors.ts";
import { isUrl, workingDirectory } from "./files.ts";
import { decodeUrlPath } from "./url_path.ts";

/** What a path is made of. */
export interface PathParts {
  readonly path: string;
  /** How it is reached, without a colon; `undefined` on this machine. */
  readonly protocol: string | undefined;
  readonly location: string | undefined;
  /** What a URL has after its path, with the question mark. */
  readonly query: string;
}

/** Takes the text of a URL apart. */
export function partsOfText(text: string): PathParts {
  const url = URL.parse(text);
  if (url) return partsOfUrl(url, text);
  throw new InvalidArgument(`${JSON.stringify(text)} cannot be the URL of a file. Correct it`);
}

/** Takes a URL apart; that of a file is a path of this machine. */
export function partsOfUrl(url: URL, text = url.href): PathParts {
  if (url.protocol === "file:") {
    try {
      const path = fileURLToPath(url);
      return { path, protocol: undefined, location: undefined, query: "" };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new InvalidArgument(`${text} cannot be the URL of a file: ${why}. Correct it`);
    }
  }
  if (!isUrl(url.href)) {
    throw new InvalidArgument(
      `${
        shown(text)
      } cannot be the URL of a file: it names no place. Give one such as https://example.org/a.csv`,
    );
  }
  const [, protocol, location, path] = /^([^:]+):\/\/([^/?#]*)([^?#]*)/.exec(url.href) ?? [];
  return {
    path: decodeUrlPath(path || "/"),
    protocol,
    location: location || undefined,
    query: url.search,
  };
}

/** A protocol as it is in a URL, however it was written. */
export function asProtocol(protocol: string | undefined): string | undefined {
  if (protocol === undefined) return undefined;
  const [, name] = typeof protocol !== "string"
    ? []
    : /^([a-z][a-z0-9+.-]*)(?::(?:\/\/)?)?$/i.exec(protocol) ?? [];
  if (name !== undefined) return name.toLowerCase();
  throw new InvalidArgument(
    `${shown(protocol)} cannot be the protocol of a TransferPath. Give one such as "https"`,
  );
}

/** A location as it is in a URL: a host, or what a protocol has in its place. */
export function asLocation(location: string | undefined): string | undefined {
  if (location === undefined) return undefined;
  if (typeof location === "string" && /^[^\s/?#\\]+$/.test(location)) return location;
  throw new InvalidArgument(
    `${
      shown(location)
    } cannot be the location of a TransferPath. Give the name of a server, such as ` +
      '"example.org" or "example.org:8080"',
  );
}

/** @returns A path that starts from nowhere but the root. */
export function absolutePath(path: string): string {
  return path.startsWith("/") ? resolve(path) : resolve(workingDirectory(), path);
}

/** The path of a URL, without what leads nowhere; only that of a file begins with a slash. */
export function tidy(path: string, protocol: string): string {
  const plain = normalize(`/${path}`);
  if (plain === "/") return plain;
  return plain.slice(protocol === "file" ? 0 : 1).replace(/\/$/, "");
}
