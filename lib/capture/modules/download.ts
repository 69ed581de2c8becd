/**
 * Reading what is at a URL, and downloading it if it is elsewhere.
 *
 * @module
 */

/** Where systems keep the certificates of the authorities they trust. */
const AUTHORITIES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

let client: Promise<Deno.HttpClient> | undefined;

/**
 * Downloads, trusting the authorities this system trusts besides those the runtime does.
 *
 * @param url What to download.
 * @param headers The headers of the request.
 * @returns The answer.
 * @throws {Error} If the host could not be reached.
 */
export async function download(
  url: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  client ??= openClient();
  try {
    return await fetch(url, { headers, client: await client });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${new URL(url).host} could not be reached: ${why}`, { cause: error });
  }
}

async function openClient(): Promise<Deno.HttpClient> {
  const caCerts: string[] = [];
  const extra = Deno.env.get("SSL_CERT_FILE") ?? Deno.env.get("NODE_EXTRA_CA_CERTS");
  for (const path of extra ? [extra, ...AUTHORITIES] : AUTHORITIES) {
    const text = await Deno.readTextFile(path).catch(() => "");
    caCerts.push(
      ...text.match(/-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----\n?/g) ?? [],
    );
  }
  return Deno.createHttpClient({ caCerts });
}

/**
 * Reads what is at a URL.
 *
 * @param url The URL.
 * @returns What is there.
 * @throws {Error} If nothing is.
 */
export async function readByUrl(url: string): Promise<{ bytes: Uint8Array<ArrayBuffer> }> {
  if (url.startsWith("file:")) return { bytes: await Deno.readFile(new URL(url)) };
  const answer = await download(url);
  if (!answer.ok) throw new Error(`${url} could not be loaded: ${answer.status}`);
  return { bytes: new Uint8Array(await answer.arrayBuffer()) };
}
