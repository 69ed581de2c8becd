import { assertEquals } from "../../deps.ts";
import { htmapCsv, htmapJson } from "../../../lib/api/htmap_status.ts";
import type { MapStatus } from "../../../lib/api/map_status.ts";

const meta = { localData: 20480, maxMemory: 1048576, maxRuntime: 2, totalRuntime: 3.25 };

function map(tag: string, counts: [string, number][], given: typeof meta | undefined): MapStatus {
  return {
    tag,
    transient: false,
    counts: new Map(counts) as MapStatus["counts"],
    idle: undefined,
    meta: given,
  };
}

const maps = [
  map("b\u00e9", [["COMPLETED", 2], ["UNMATERIALIZED", 3]], meta),
  map("a", [["HELD", 1]], meta),
];

// As Python 3 writes it: json.dumps(…, indent=4, separators=(", ", ": ")).
const EXPECTED = `{
    "a": {
        "tag": "a",_
        "component_status_counts": {
            "held": 1,_
            "errored": 0,_
            "idle": 0,_
            "running": 0,_
            "completed": 0
        },_
        "local_disk_usage": 20480,_
        "max_memory_usage": 1048576,_
        "max_runtime": 2.0,_
        "total_runtime": 3.25
    },_
    "b\\u00e9": {
        "tag": "b\\u00e9",_
        "component_status_counts": {
            "held": 0,_
            "errored": 0,_
            "idle": 0,_
            "running": 0,_
            "completed": 2,_
            "unmaterialized": 3
        },_
        "local_disk_usage": 20480,_
        "max_memory_usage": 1048576,_
        "max_runtime": 2.0,_
        "total_runtime": 3.25
    }
}`.replaceAll(",_", ", ");

Deno.test("htmapJson() writes the states of maps byte for byte as HTMap for Python does", () => {
  assertEquals(htmapJson(maps, false), EXPECTED);
  const one = [map("a", [["IDLE", 4]], undefined)];
  assertEquals(
    htmapJson(one, true),
    '{"a":{"tag":"a","component_status_counts":{"held":0,"errored":0,"idle":4,"running":0,"completed":0}}}',
  );
  assertEquals(htmapJson([{ ...one[0]!, counts: undefined }], true), '{"a":{"tag":"a"}}');
  assertEquals(htmapJson([], false), "{}");
});

Deno.test("htmapCsv() writes lines as HTMap for Python does, with all states that there are", () => {
  const heading = "tag,held,errored,idle,running,completed,unmaterialized,local_disk_usage," +
    "max_memory_usage,max_runtime,total_runtime";
  assertEquals(
    htmapCsv(maps),
    `${heading}\r\na,1,0,0,0,0,0,20480,1048576,2.0,3.25\r\nbé,0,0,0,0,2,3,20480,1048576,2.0,3.25\r\n`,
  );
  assertEquals(htmapCsv([]), "");
});
