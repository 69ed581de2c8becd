import { AS_BINARY, testsOfCli } from "../helpers/cli.ts";
import { testInputs } from "../helpers/cli_inputs_behaviour.ts";

testInputs(testsOfCli(AS_BINARY));
