import { testRemaps } from "../helpers/remap_behaviour.ts";

testRemaps("local");
