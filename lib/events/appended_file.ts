/**
 * Files that grow at their end, written by a process that must go on while the disk is full.
 *
 * @module
 */

/** How long to wait before what could not be written is tried again, in milliseconds. */
const RETRY_AFTER = 1000;

/** A file, open for adding to its end. */
export class AppendedFile {
  #path: string;
  #file: Deno.FsFile;
  /** What is still to be written: the disk may be full for a while. */
  #rest = new Uint8Array(0);
  #retry: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param path The file.
   * @param create Whether to make it if it is not there.
   * @param end What all that is added ends with.
   */
  constructor(path: string, create: boolean, end: string) {
    this.#path = path;
    this.#file = Deno.openSync(path, { read: true, append: true, create, mode: 0o600 });
    // A writer that was killed may have left half an entry. The next one begins on a line of its
    // own, by which readers find it.
    if (!this.#endsWith(end)) this.#rest = new TextEncoder().encode("\n");
  }

  /**
   * Adds entries in one write, so that writers do not mix and a reader sees most of them whole.
   *
   * @param text The entries.
   * @throws {Error} If they cannot be written, with the system's reason.
   */
  write(text: string): void {
    const added = new TextEncoder().encode(text);
    const all = new Uint8Array(this.#rest.length + added.length);
    all.set(this.#rest);
    all.set(added, this.#rest.length);
    this.#rest = all;
    while (this.#rest.length > 0) {
      this.#rest = this.#rest.subarray(this.#file.writeSync(this.#rest));
    }
  }

  /**
   * Adds entries, and tries again until it works: for a writer that must go on whatever happens.
   *
   * @param text The entries.
   */
  add(text: string): void {
    try {
      this.write(text);
    } catch (error) {
      console.error(`${this.#path} could not be written, and will be tried again: ${error}`);
      this.#retry ??= setTimeout(() => {
        this.#retry = undefined;
        this.add("");
      }, RETRY_AFTER);
    }
  }

  /** Whether there are entries that could not be written yet. */
  get isBehind(): boolean {
    return this.#retry !== undefined;
  }

  /** The file's size, in bytes. */
  get size(): number {
    return this.#file.statSync().size;
  }

  /** Flushes the file to disk and closes it. */
  close(): void {
    clearTimeout(this.#retry);
    this.#file.syncDataSync();
    this.#file.close();
  }

  #endsWith(end: string): boolean {
    const { size } = this.#file.statSync();
    if (size === 0) return true;
    const found = new Uint8Array(Math.min(end.length, size));
    this.#file.seekSync(-found.length, Deno.SeekMode.End);
    this.#file.readSync(found);
    return new TextDecoder().decode(found) === end;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
