import { assertEquals } from "@std/assert";
import { readAnalysis } from "../../../lib/backend/pool/match_analysis.ts";
import { namesIn } from "../../../lib/backend/pool/requirement_names.ts";

/** What HTCondor 23.9 says of a job that asks for 500 processors. */
const TOO_MANY = `
-- Schedd: tester@vm : <127.0.0.1:37447?...
The Requirements expression for job 42.000 is

    (TARGET.Arch == "X86_64") && (TARGET.OpSys == "LINUX") &&
    (TARGET.Disk >= RequestDisk) && (TARGET.Memory >= RequestMemory) &&
    (TARGET.Cpus >= RequestCpus) &&
    ((TARGET.FileSystemDomain == MY.FileSystemDomain) ||
      (TARGET.HasFileTransfer))

Job 42.000 defines the following attributes:

    DiskUsage = 45
    FileSystemDomain = "vm"
    ImageSize = 45
    RequestCpus = 500
    RequestDisk = DiskUsage (kb)
    RequestMemory = ifthenelse(MemoryUsage =!= undefined,MemoryUsage,(ImageSize + 1023) / 1024) (mb)

The Requirements expression for job 42.000 reduces to these conditions:

         Slots
Step    Matched  Condition
-----  --------  ---------
[0]           2  TARGET.Arch == "X86_64"
[1]           2  TARGET.OpSys == "LINUX"
[3]           2  TARGET.Disk >= RequestDisk
[5]           2  TARGET.Memory >= RequestMemory
[7]           0  TARGET.Cpus >= RequestCpus
[9]           2  TARGET.FileSystemDomain == MY.FileSystemDomain

No successful match recorded.
Last failed match: Fri Nov 27 14:42:54 2026

Reason for last match failure: no match found 

042.000:  Run analysis summary ignoring user priority.  Of 1 machines,
      1 are rejected by your job's requirements
      0 reject your job because of their own requirements
      0 match and are already running your jobs
      0 match but are serving other users
      0 are able to run your job

WARNING:  Be advised:
   No machines matched the jobs's constraints
`;

/** What it says of one whose requirements have parts. */
const PARTS = `
-- Schedd: tester@vm : <127.0.0.1:37447?...
The Requirements expression for job 49.000 is

    ((Arch == "X86_64") && (Memory > 99999 || HasFoo)) &&
    (TARGET.OpSys == "LINUX") && (TARGET.Disk >= RequestDisk) &&
    (TARGET.Memory >= RequestMemory) &&
    ((TARGET.FileSystemDomain == MY.FileSystemDomain) ||
      (TARGET.HasFileTransfer))

Job 49.000 defines the following attributes:

    DiskUsage = 45
    FileSystemDomain = "vm"
    ImageSize = 45
    RequestDisk = DiskUsage (kb)
    RequestMemory = ifthenelse(MemoryUsage =!= undefined,MemoryUsage,(ImageSize + 1023) / 1024) (mb)

The Requirements expression for job 49.000 reduces to these conditions:

         Slots
Step    Matched  Condition
-----  --------  ---------
[1]           0  Memory > 99999
[2]           0  HasFoo
[3]           0  [1] || [2]
[11]          2  TARGET.FileSystemDomain == MY.FileSystemDomain

No successful match recorded.
Last failed match: Fri Nov 27 14:42:54 2026

Reason for last match failure: no match found 

049.000:  Run analysis summary ignoring user priority.  Of 1 machines,
      1 are rejected by your job's requirements
      0 reject your job because of their own requirements
      0 match and are already running your jobs
      0 match but are serving other users
      0 are able to run your job

WARNING:  Be advised:
   No machines matched the jobs's constraints
`;

/** What HTCondor 25 says otherwise: slots by name, and what would match were it drained. */
const DRAINED = `
         Slots      If
Step    Matched   Drained   Condition
-----  --------- ---------  ---------
[0]            2         0  TARGET.Arch == "X86_64"
[5]            0         3  TARGET.Memory >= RequestMemory
[7]            0         0  TARGET.Foo > 3

Last failed match for this autocluster: Fri Nov 27 14:42:54 2026
\tReason: concurrency limit foo reached

007.000:  Run analysis summary ignoring user priority.  Of 4 slots on 2 machines,
      1 slots are rejected by your job's requirements
      2 slots reject your job because of their own requirements
      3 slots match and are already running your jobs
      4 slots match but are serving other users
      5 slots match and are willing to run your job
      6 slots would match if drained
`;

Deno.test("readAnalysis() reads what no slot fulfils, and what the job asks for", () => {
  const analysis = readAnalysis(TOO_MANY);
  assertEquals(analysis?.unmet, [{ slots: 0, text: "TARGET.Cpus >= RequestCpus" }]);
  assertEquals(analysis?.attributes.get("RequestCpus"), "500");
  assertEquals(analysis?.attributes.get("RequestDisk"), "DiskUsage");
  assertEquals([analysis?.rejected, analysis?.rejecting, analysis?.free], [1, 0, 0]);
  assertEquals(analysis?.lastFailure, "no match found");
});

Deno.test("readAnalysis() puts the parts of a condition together", () => {
  assertEquals(readAnalysis(PARTS)?.unmet, [{ slots: 0, text: "Memory > 99999 || HasFoo" }]);
});

Deno.test("readAnalysis() reads the form of HTCondor 25", () => {
  const analysis = readAnalysis(DRAINED);
  assertEquals(analysis?.conditions.map(({ slots }) => slots), [2, 3, 0]);
  assertEquals(analysis?.unmet, [{ slots: 0, text: "TARGET.Foo > 3" }]);
  const { rejected, rejecting, own, others, free } = analysis ?? {};
  assertEquals([rejected, rejecting, own, others, free], [1, 2, 3, 4, 5]);
  assertEquals(analysis?.lastFailure, "concurrency limit foo reached");
});

Deno.test("readAnalysis() makes nothing of anything else", () => {
  assertEquals(readAnalysis(""), undefined);
  assertEquals(readAnalysis("-- Schedd: x : <127.0.0.1:1?...\n"), undefined);
});

Deno.test("namesIn() finds the attributes of machines, and neither functions, text nor the job's own", () => {
  const names = (text: string): string[] => namesIn(text);
  assertEquals(names('TARGET.OpSys == "LINUX Arch" && Memory > MY.Least'), ["OpSys", "Memory"]);
  assertEquals(names("stringListMember(Machine, $(bad)) =!= true && $$(Cpus) > 1"), ["Machine"]);
  assertEquals(names("isUndefined(HasFoo) || 1.5e3 > 2 || undefined"), ["HasFoo"]);
});
