import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";
import { CannotWrite, HTMapError } from "../../../lib/base/errors.ts";
import { afterError, asCannotWrite } from "../../../lib/base/files.ts";
import { troubleWithReading } from "../../../lib/base/system_error.ts";

/** What the system says, and what is to be said and advised. */
const TROUBLES: Record<string, [said: string, words: string, not?: string]> = {
  "a full disk": [
    "No space left on device (os error 28)",
    "Free some space there or choose another",
  ],
  "a quota": ["Disk quota exceeded (os error 122)", "Free some space there or choose another"],
  "a place of others": ["Permission denied (os error 13)", "Have that changed or choose another"],
  "a read-only place": ["Read-only file system (os error 30)", "it is mounted read-only"],
  "a file that grew too large": ["File too large (os error 27)", "`ulimit -f` shows"],
  "too many open files": ["Too many open files (os error 24)", "`ulimit -n` shows", "HTMAP_DIR"],
  "too many processes": [
    "Resource temporarily unavailable (os error 11)",
    "`ulimit -u` shows",
    "HTMAP_DIR",
  ],
  "no memory": ["Cannot allocate memory (os error 12)", "`ulimit -a` shows", "HTMAP_DIR"],
  "a directory that has gone": [
    "No such file or directory (os error 2)",
    "See what has removed it",
  ],
  "a disk that fails": ["Input/output error (os error 5)", "Have it mended"],
  "a name that is too long": ["File name too long (os error 36)", "to a shorter path"],
  "anything else": [
    "Too many levels of symbolic links (os error 40)",
    "symbolic links",
  ],
};

for (const [what, [said, words, not]] of Object.entries(TROUBLES)) {
  Deno.test(`asCannotWrite() advises what helps against ${what}`, () => {
    const error = asCannotWrite("/maps/x", new Error(`${said}: open '/maps/x'`));
    assert(error instanceof CannotWrite);
    assertStringIncludes(error.message, "/maps/x could not be written: ");
    assertStringIncludes(error.message, words);
    if (!words.includes("space")) assert(!error.message.includes("space"), error.message);
    if (not !== undefined) assert(!error.message.includes(not), error.message);
  });
}

Deno.test("asCannotWrite() leaves an error that is not the system's, or that says it all", () => {
  const ours = new HTMapError("The local scheduler could not be started (os error 24)");
  for (const error of [new TypeError("x"), ours, "text"]) {
    assertEquals(asCannotWrite("/maps/x", error), error);
  }
});

Deno.test("troubleWithReading() blames a file only for what is the file's", () => {
  const open = troubleWithReading(new Error("Too many open files (os error 24)"), "Mend it");
  assertStringIncludes(open.advice, "`ulimit -n` shows");
  const forbidden = troubleWithReading(new Error("Permission denied (os error 13)"), "Mend it");
  assertEquals(forbidden.advice, "Mend it");
});

Deno.test("afterError() warns of what it could not do, and does not hide the first error", async () => {
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => warnings.push(text);
  try {
    await afterError("It stays", () => Promise.reject(new Error("no more files")));
  } finally {
    console.warn = warn;
  }
  assertEquals(warnings, ["It stays: no more files"]);
});
