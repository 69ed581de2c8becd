import * as htmap from "../../../../mod.ts";
import { mapped, settings } from "../../../../mod.ts";

settings.set("WAIT_TIME", settings.get("WAIT_TIME", 1));
htmap.registerDeliveryMethod("never-used", () => ({
  descriptors: {},
  arguments: [],
  inputFiles: [],
}));

export const triple = mapped((x: number) => 3 * x, { request_memory: "1GB" });
export const made = (x: number): Promise<htmap.HTMap<[number], number>> =>
  htmap.map((y: number) => y, [x]);
