import { FROM_SOURCE } from "../helpers/cli.ts";
import { testCompletion } from "../helpers/cli_completion_behaviour.ts";

testCompletion(FROM_SOURCE, ["bash"]);
