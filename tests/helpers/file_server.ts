/**
 * A server of files on this machine: it gives those it has, and takes what is put.
 *
 * @module
 */

import { decodeUrlPath } from "../../lib/base/url_path.ts";

/** A server, ended with `await using`. */
export interface FileServer extends AsyncDisposable {
  /** Its URL, which ends with a slash. */
  readonly url: string;
  /** Its name and port. */
  readonly location: string;
  /** What it has, by the paths of URLs. */
  readonly files: Record<string, string>;
}

/**
 * Starts a server.
 *
 * @param given What it has.
 * @returns The server. What is put below `/closed/` it refuses.
 */
export function fileServer(given: Readonly<Record<string, string>>): FileServer {
  const files = { ...given };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { pathname } = new URL(request.url);
    if (request.method === "PUT") {
      const text = await request.text();
      if (pathname.startsWith("/closed/")) return new Response("", { status: 403 });
      files[pathname] = text;
      return new Response("", { status: 201 });
    }
    // As servers do, it takes a character's code for the character.
    const path = decodeUrlPath(pathname);
    const [, text] = Object.entries(files).find(([own]) => decodeUrlPath(own) === path) ?? [];
    return text === undefined
      ? new Response("there is none", { status: 404 })
      : new Response(request.method === "HEAD" ? null : text);
  });
  const location = `127.0.0.1:${server.addr.port}`;
  return {
    url: `http://${location}/`,
    location,
    files,
    async [Symbol.asyncDispose](): Promise<void> {
      await server.shutdown();
    },
  };
}
