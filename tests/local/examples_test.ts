import { FROM_SOURCE } from "../helpers/cli.ts";
import { testExamples, testExampleTables } from "../helpers/cli_examples_behaviour.ts";

testExampleTables();
testExamples(FROM_SOURCE);
