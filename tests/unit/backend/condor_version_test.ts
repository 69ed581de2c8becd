import { versionIn } from "../../../lib/backend/condor_version.ts";
import { assertEquals } from "../../deps.ts";

Deno.test("versionIn() reads what condor_version writes, in releases and in Debian's builds", () => {
  const release = "$CondorVersion: 24.0.1 2024-10-31 BuildID: 765651 PackageID: 24.0.1-1 $\n" +
    "$CondorPlatform: x86_64_AlmaLinux9 $\n";
  const debian = "$CondorVersion: 23.9.6 2024-08-08 BuildID: Debian-23.9.6+dfsg-2.1 $\n";
  assertEquals(versionIn(release), [24, 0, 1]);
  assertEquals(versionIn(debian), [23, 9, 6]);
});

Deno.test("versionIn() gives nothing for text that does not say", () => {
  assertEquals(versionIn("condor_version: command not found"), undefined);
  assertEquals(versionIn("$CondorVersion: next $"), undefined);
});
