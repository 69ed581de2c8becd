import { testExampleTables } from "../helpers/cli_examples_behaviour.ts";

// They are run as the binary: what a command does is the same from source, as cli_test.ts sees.
testExampleTables();
