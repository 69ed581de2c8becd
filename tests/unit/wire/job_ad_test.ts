import { jobAdText, JobAttribute, limitsOfJobAd, numberInAd } from "../../../lib/wire/job_ad.ts";
import { assertEquals } from "../../deps.ts";

Deno.test("limitsOfJobAd() reads what HTCondor writes into a job's ad", () => {
  const ad = [
    'Arguments = "execute 0 0"',
    "HTMapRetries = 2",
    "HTMapTimeLimit = 1500",
    "NumJobCompletions = 1",
    'Note = "NumJobCompletions = 7"',
    "JobMaxRetries = 2",
    "",
  ].join("\n");
  assertEquals(limitsOfJobAd(ad), { earlier: 1, retries: 2, timeLimit: 1500 });
});

Deno.test("limitsOfJobAd() takes nothing from an ad that says nothing, or no numbers", () => {
  const nothing = { earlier: undefined, retries: undefined, timeLimit: undefined };
  assertEquals(limitsOfJobAd(""), nothing);
  const ad = "HTMapRetries = undefined\nNumJobCompletions = -1\nHTMapTimeLimit = 1 + 1\n";
  assertEquals(limitsOfJobAd(ad), nothing);
});

Deno.test("jobAdText() writes what limitsOfJobAd() reads", () => {
  const text = jobAdText({
    [JobAttribute.CLUSTER]: 3,
    [JobAttribute.COMPLETIONS]: 0,
    [JobAttribute.RETRIES]: 4,
    [JobAttribute.TIME_LIMIT]: undefined,
  });
  assertEquals(limitsOfJobAd(text), { earlier: 0, retries: 4, timeLimit: undefined });
  assertEquals(numberInAd(text, JobAttribute.CLUSTER), 3);
});
