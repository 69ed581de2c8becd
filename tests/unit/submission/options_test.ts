import { assertEquals, assertStringIncludes, assertThrows } from "../../deps.ts";
import {
  InvalidOption,
  MisalignedInputData,
  ReservedOptionKeyword,
} from "../../../lib/base/errors.ts";
import {
  checkOptions,
  mapOptionsFromSettings,
  mergeMapOptions,
  RESERVED_KEYS,
  resolveOptions,
} from "../../../lib/submission/options.ts";
import { TransferPath } from "../../../lib/base/transfer_path.ts";

Deno.test("resolveOptions() tells fixed from variadic options", () => {
  const { fixed, variadic } = resolveOptions(
    { request_disk: "1GB", request_memory: ["1", "2"] },
    2,
  );
  assertEquals([...fixed], [["request_disk", "1GB"]]);
  assertEquals([...variadic], [["request_memory", ["1", "2"]]]);
});

Deno.test("resolveOptions() refuses inputFiles that are no list, and says where one file for all goes", () => {
  for (const wrong of ["a.csv", new URL("file:///a.csv"), new TransferPath("/a.csv"), 5, null]) {
    assertThrows(
      () => resolveOptions({ inputFiles: wrong as never }, 1),
      InvalidOption,
      "fixedInputFiles",
    );
  }
});

Deno.test("resolveOptions() refuses files that HTCondor would overwrite where they are used", () => {
  for (const name of [".job.ad", ".machine.ad", "_condor_stdout"]) {
    assertThrows(
      () => resolveOptions({ fixedInputFiles: `/a/${name}` }, 1),
      InvalidOption,
      "Rename it",
    );
  }
});

Deno.test("resolveOptions() refuses a variadic option of another length than the inputs", () => {
  const error = assertThrows(
    () => resolveOptions({ request_memory: ["1", "2"] }, 3),
    MisalignedInputData,
  );
  assertStringIncludes(error.message, '"request_memory" has 2 values for 3 components');
});

Deno.test("resolveOptions() writes custom options with MY., however they are given", () => {
  const { fixed } = resolveOptions({ customOptions: { "+A": "1", "MY.B": "2", C: "3" } }, 1);
  assertEquals([...fixed.keys()], ["MY.A", "MY.B", "MY.C"]);
});

Deno.test("resolveOptions() makes relative input files absolute and leaves URLs", () => {
  const { fixedInputFiles, inputFiles } = resolveOptions(
    { fixedInputFiles: ["/a", "b", "http://c/d"], inputFiles: ["x", ["y", "/z"]] },
    2,
  );
  assertEquals(fixedInputFiles, ["/a", `${Deno.cwd()}/b`, "http://c/d"]);
  assertEquals(inputFiles, [[`${Deno.cwd()}/x`], [`${Deno.cwd()}/y`, "/z"]]);
});

Deno.test("checkOptions() refuses every reserved key, in any case", () => {
  for (const key of RESERVED_KEYS) {
    assertThrows(() => checkOptions({ [key]: "x" }), ReservedOptionKeyword);
    assertThrows(() => checkOptions({ [key.toUpperCase()]: "x" }), ReservedOptionKeyword);
    assertThrows(
      () => checkOptions({ customOptions: { [`+${key}`]: "x" } }),
      ReservedOptionKeyword,
    );
  }
});

Deno.test("checkOptions() refuses every spelling by which HTCondor knows a reserved key", () => {
  const spellings = [
    ...["Cmd", "Args", "arguments2", "shell", "JobUniverse", "TransferExecutable", "WantDocker"],
    ...["Out", "Err", "In", "StreamOut", "stream_error", "TransferErr"],
    ...["ShouldTransferFiles", "WhenToTransferOutput", "TransferOutputRemaps", "TransferInput"],
    ...["output_destination", "OutputDestination", "output_directory", "manifest", "ManifestDir"],
    ...["checkpoint_destination", "TransferCheckpoint", "StageInFinish", "skip_if_dataflow"],
    ...["Iwd", "remote_initialdir", "RemoteIwd", "remote_universe", "Remote_anything"],
    ...["UserLog", "UserLogUseXML", "DAGManNodesLog", "SubmitEventUserNotes", "JobBatchName"],
    ...["HTMapJob", "HTMapComponents", "htmap_job", "component", "Component"],
  ];
  for (const key of spellings) {
    for (
      const options of [{ [key]: "x" }, { [`MY.${key}`]: "x" }, { customOptions: { [key]: "x" } }]
    ) {
      const error = assertThrows(() => checkOptions(options), ReservedOptionKeyword);
      assertStringIncludes(error.message, key);
      assertStringIncludes(error.message, "Remove it from the map options");
    }
  }
  for (const key of ["SUBMIT.executable", "submit.log", "FACTORY.Iwd"]) {
    assertThrows(() => checkOptions({ [key]: "x" }), ReservedOptionKeyword);
  }
});

Deno.test("checkOptions() says what there is instead of a reserved key", () => {
  const message = (key: string): string =>
    assertThrows(() => checkOptions({ [key]: "x" }), ReservedOptionKeyword).message;
  assertStringIncludes(message("docker_image"), "DELIVERY_METHOD");
  assertStringIncludes(message("stream_output"), "stdout and stderr");
  assertStringIncludes(message("transfer_input_files"), "fixedInputFiles");
  assertStringIncludes(message("log"), "htmap path TAG:events");
});

Deno.test("checkOptions() leaves to its user what takes nothing away", () => {
  const free = [
    ...["hold", "max_materialize", "max_idle", "leave_in_queue", "on_exit_remove", "max_retries"],
    ...["environment", "getenv", "notify_user", "JobNotification", "encrypt_output_files"],
    ...["max_transfer_output_mb", "transfer_plugins", "skip_filechecks", "want_io_proxy"],
    ...["accounting_group", "concurrency_limits", "request_GPUs", "JOBSET.name"],
  ];
  for (const key of free) checkOptions({ [key]: "x" });
  checkOptions({ customOptions: { SingularityImage: '"/images/a.sif"', ProjectName: '"p"' } });
});

Deno.test("checkOptions() refuses a value that would inject a descriptor", () => {
  for (const value of ["1\nexecutable = /bin/rm", "1\r2", "1\x002", "1\x1f2", "1\x1b[2m"]) {
    assertThrows(
      () => checkOptions({ request_memory: value }),
      InvalidOption,
      "line break or a control character",
    );
    assertThrows(
      () =>
        mergeMapOptions({ request_memory: [value] }) &&
        resolveOptions({ request_memory: [value] }, 1),
      InvalidOption,
    );
  }
});

Deno.test("checkOptions() refuses names that are no descriptors, and says what to write", () => {
  const message = (options: Record<string, unknown>): string =>
    assertThrows(() => checkOptions(options), InvalidOption).message;
  assertStringIncludes(message({ "a b": "x" }), "cannot be the name of a map option");
  assertStringIncludes(message({ requestMemory: "x" }), "request_memory");
  assertStringIncludes(message({ "+ProjectName": "x" }), "customOptions: { ProjectName: … }");
  assertStringIncludes(message({ request_memory: { mb: 1 } }), "it is not text");
  assertStringIncludes(message({ request_memory: NaN }), "not a finite number");
  assertStringIncludes(message({ chunk: 0 }), "whole number from 1");
});

Deno.test("resolveOptions() refuses one value a component where components share a job", () => {
  assertThrows(
    () => resolveOptions({ chunk: 2, request_memory: ["1", "2"] }, 2),
    InvalidOption,
    "chunk = 2",
  );
});

Deno.test("mergeMapOptions() keeps that there are to be no requirements, for what it is merged with", () => {
  const none = mergeMapOptions({ requirements: null }, { requirements: "X" });
  assertEquals(none, { requirements: null });
  assertEquals(mergeMapOptions(none, { requirements: "Y" }), { requirements: null });
  assertEquals([...resolveOptions(none, 1).fixed], []);
});

Deno.test("mergeMapOptions() lets the left override, joins input files and combines requirements", () => {
  const merged = mergeMapOptions(
    { request_memory: "1", fixedInputFiles: "a", requirements: "X" },
    { request_memory: "2", request_disk: "3", fixedInputFiles: ["b"], requirements: "Y || Z" },
    undefined,
  );
  assertEquals(merged, {
    request_memory: "1",
    request_disk: "3",
    fixedInputFiles: ["a", "b"],
    requirements: "(X) && (Y || Z)",
  });
});

Deno.test("mergeMapOptions() keeps a single requirement as it was written", () => {
  assertEquals(mergeMapOptions({}, { requirements: "X" }).requirements, "X");
});

Deno.test("mergeMapOptions() reads a generator once and keeps its values", () => {
  function* sizes(): Generator<string> {
    yield "1";
    yield "2";
  }
  const merged = mergeMapOptions({ request_memory: sizes() });
  checkOptions(merged);
  assertEquals([...resolveOptions(merged, 2).variadic], [["request_memory", ["1", "2"]]]);
});

Deno.test("mapOptionsFromSettings() takes descriptors in capitals and custom ones with their marks", () => {
  const options = mapOptionsFromSettings({
    REQUEST_MEMORY: "250MB",
    requirements: "X",
    "+ProjectName": '"p"',
  });
  assertEquals(options, {
    request_memory: "250MB",
    requirements: "X",
    customOptions: { "+ProjectName": '"p"' },
  });
});

Deno.test("resolveOptions() refuses input files of one job that have the same name", () => {
  const resolve = (options: Record<string, unknown>): unknown => resolveOptions(options, 2);
  assertThrows(
    () => resolve({ fixedInputFiles: ["/a/x", "/b/x"] }),
    InvalidOption,
    "/a/x and /b/x have the same name",
  );
  assertThrows(
    () => resolve({ fixedInputFiles: "/a/x", inputFiles: ["/b/x", "/b/y"] }),
    InvalidOption,
    "the same name",
  );
  assertThrows(
    () => resolve({ chunk: 2, inputFiles: ["/a/x", "/b/x"] }),
    InvalidOption,
    "with chunk = 2",
  );
  resolve({ inputFiles: ["/a/x", "/b/x"] });
  resolve({ chunk: 2, fixedInputFiles: "/a/x", inputFiles: ["/a/x", "/a/x"] });
});
