import { testLog } from "../helpers/log_behaviour.ts";

testLog("local");
