import { testMaps } from "../helpers/map_behaviour.ts";

testMaps("htcondor");
