import { FROM_SOURCE } from "../helpers/cli.ts";
import { testBadInput, testBadInputTable } from "../helpers/cli_bad_input_behaviour.ts";

testBadInputTable();
testBadInput(FROM_SOURCE);
