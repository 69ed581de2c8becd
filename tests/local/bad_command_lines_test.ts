import { testBadInputTable } from "../helpers/cli_bad_input_behaviour.ts";

// They are run as the binary: what a command says is the same from source, as cli_test.ts sees.
testBadInputTable();
