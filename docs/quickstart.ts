/**
 * The speed of light from Michelson's measurements of 1879: each file is one of his series, and each
 * component works out the mean of one series and how sure it is.
 *
 * Run it with `npx -y deno@2.9.6 task quickstart`. It runs on this machine; on a submit node of an
 * HTCondor pool the same script runs on the pool, with `HTMAP_BACKEND=htcondor`.
 *
 * @module
 */

import * as htmap from "../mod.ts";

/** How often the bootstrap draws the series anew. */
const DRAWS = 200_000;

/** The mean of the numbers in a file, and the interval that holds it with a probability of 95 %. */
async function meanOf(file: string) {
  const text = await Deno.readTextFile(file);
  const values = text.split("\n").filter((line) => /^\d/.test(line)).map(Number);
  const mean = (numbers: number[]) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
  const pick = () => values[Math.floor(Math.random() * values.length)] ?? NaN;
  const means = Float64Array.from({ length: DRAWS }, () => mean(values.map(pick))).sort();
  return {
    title: text.split("\n")[0]?.slice(2).split(",")[2]?.trim() ?? file,
    mean: mean(values),
    low: means[Math.floor(0.025 * DRAWS)] ?? NaN,
    high: means[Math.floor(0.975 * DRAWS)] ?? NaN,
  };
}

const data = `${import.meta.dirname}/data/`;
const files = [1, 2, 3, 4, 5].map((series) => `michelson_1879_${series}.txt`);

const series = await htmap.map(meanOf, files, {
  backend: Deno.env.get("HTMAP_BACKEND") === "htcondor" ? "htcondor" : "local",
  mapOptions: { inputFiles: files.map((file) => data + file) },
});
await series.wait({ showProgressBar: true });

const OFFSET = 299_000;
const TRUE_SPEED = 299_792.458 / 1.000277; // in air, as Michelson measured it
const kms = (speed: number) => `${(OFFSET + speed).toFixed(0)} km/s`;
console.log("The speed of light in air, after A. A. Michelson (1879), with 95 % intervals:\n");
const means: number[] = [];
for await (const { title, mean, low, high } of series) {
  means.push(mean);
  console.log(`  ${title.padEnd(10)} ${kms(mean)}   between ${kms(low)} and ${kms(high)}`);
}
const all = means.reduce((sum, mean) => sum + mean, 0) / means.length;
console.log(
  `  ${"together".padEnd(10)} ${kms(all)}   which is ${
    (OFFSET + all - TRUE_SPEED).toFixed(0)
  } km/s too fast`,
);
await series.remove();
