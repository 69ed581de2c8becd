/**
 * What only the C library can do: limit this process, and have it become another program.
 *
 * @module
 */

/** `RLIMIT_DATA` of Linux: memory a process may write to and does not share, on whatever machine. */
const RLIMIT_DATA = 2;

/**
 * Limits how much memory this process, and each it starts from now on, may have to write to. What would
 * take more is refused: a mapping of memory fails.
 *
 * @param bytes The limit. It stays below what the system allows at most.
 * @throws {Error} If there is no C library that can be called, or it refuses.
 */
export function limitData(bytes: bigint): void {
  const libc = Deno.dlopen(LIBC, {
    getrlimit: { parameters: ["i32", "buffer"], result: "i32" },
    setrlimit: { parameters: ["i32", "buffer"], result: "i32" },
  });
  try {
    const limit = new BigUint64Array(2); // the limit itself, and the most it can be raised to
    if (libc.symbols.getrlimit(RLIMIT_DATA, limit) !== 0) throw new Error("getrlimit failed");
    const [, most = bytes] = limit;
    limit[0] = bytes < most ? bytes : most;
    if (libc.symbols.setrlimit(RLIMIT_DATA, limit) !== 0) throw new Error("setrlimit failed");
  } finally {
    libc.close();
  }
}

/**
 * Has this process become another program. Its number, its streams and its environment stay.
 *
 * @param program The program's file.
 * @param args Its arguments.
 * @throws {Error} If that cannot be done; if it can, there is no return.
 */
export function becomeProgram(program: string, args: readonly string[]): never {
  const libc = Deno.dlopen(LIBC, {
    execv: { parameters: ["buffer", "buffer"], result: "i32" },
  });
  const texts = [program, ...args].map((text) => new TextEncoder().encode(`${text}\0`));
  const addresses = texts.map((text) => Deno.UnsafePointer.value(Deno.UnsafePointer.of(text)));
  libc.symbols.execv(texts[0]!, new BigUint64Array([...addresses, 0n]));
  libc.close();
  throw new Error(`${program} cannot be executed`);
}

/** Where what nobody is to read can be written. */
const NOWHERE = new TextEncoder().encode("/dev/null\0");
const WRITE_ONLY = 1;
const STANDARD_ERROR = 2;

/**
 * Does something while what is written to standard error is lost, by whatever code of this process.
 *
 * @param act What to do.
 * @returns What it gives.
 */
export async function withoutStandardError<T>(act: () => Promise<T>): Promise<T> {
  let libc;
  try {
    libc = Deno.dlopen(LIBC, {
      open: { parameters: ["buffer", "i32"], result: "i32" },
      dup: { parameters: ["i32"], result: "i32" },
      dup2: { parameters: ["i32", "i32"], result: "i32" },
      close: { parameters: ["i32"], result: "i32" },
    });
  } catch {
    return await act(); // some lines more do less harm than nothing at all
  }
  const { open, dup, dup2, close } = libc.symbols;
  const nowhere = open(NOWHERE, WRITE_ONLY);
  const kept = dup(STANDARD_ERROR);
  try {
    if (nowhere >= 0 && kept >= 0) dup2(nowhere, STANDARD_ERROR);
    return await act();
  } finally {
    if (nowhere >= 0 && kept >= 0) dup2(kept, STANDARD_ERROR);
    for (const descriptor of [nowhere, kept]) if (descriptor >= 0) close(descriptor);
    libc.close();
  }
}

/**
 * Opens the system's alarm, which ends this process by `SIGALRM`.
 *
 * @returns Sets it: after so many seconds, or not at all for 0.
 * @throws {Error} If there is no C library that can be called.
 */
export function openAlarm(): (seconds: number) => void {
  const { symbols } = Deno.dlopen(LIBC, { alarm: { parameters: ["u32"], result: "u32" } });
  return (seconds) => void symbols.alarm(Math.min(seconds, 0xffff_ffff));
}

/** As the dynamic linker knows it, which Deno needs as well. */
export const LIBC = "libc.so.6";
