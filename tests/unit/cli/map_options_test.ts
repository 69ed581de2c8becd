import { assertEquals, assertThrows } from "../../deps.ts";
import { mapOptionsOf, parseOption } from "../../../lib/cli/map_options.ts";

Deno.test("parseOption() splits at the first equals sign", () => {
  assertEquals(parseOption("requirements=OpSys == 1"), ["requirements", "OpSys == 1"]);
  assertEquals(parseOption("environment="), ["environment", ""]);
});

Deno.test("parseOption() refuses what is no pair, and what has no form on the command line", () => {
  assertThrows(() => parseOption("request_memory"), Error, "KEY=VALUE");
  assertThrows(() => parseOption("=3"), Error, "KEY=VALUE");
  assertThrows(() => parseOption("inputFiles=a.txt"), Error, "from a script");
});

Deno.test("mapOptionsOf() gives each option the kind of value it takes", () => {
  const texts = [
    "request_memory=250MB",
    "chunk=5",
    "fixedInputFiles=a.txt",
    "fixedInputFiles=b.txt",
    "+WantFlocking=true",
    "request_memory=1GB",
  ];
  assertEquals(mapOptionsOf(texts.map(parseOption)), {
    request_memory: "1GB",
    chunk: 5,
    fixedInputFiles: ["a.txt", "b.txt"],
    customOptions: { "+WantFlocking": "true" },
  });
});

Deno.test("limits of components are options on the command line, where times are in seconds", () => {
  assertEquals(mapOptionsOf(["retries=2", "timeLimit=1.5"].map(parseOption)), {
    retries: 2,
    timeLimit: 1500,
  });
  for (const text of ["retries=often", "retries=-1", "retries=1.5", "retries="]) {
    assertThrows(() => parseOption(text), Error, "retries must be a whole number from 0");
  }
  for (const text of ["timeLimit=2h", "timeLimit=0", "timeLimit=-1", "timeLimit=."]) {
    assertThrows(() => parseOption(text), Error, "timeLimit must be a number of seconds above 0");
  }
});
