import { FROM_SOURCE } from "../helpers/cli.ts";
import { testCommandLine } from "../helpers/cli_behaviour.ts";

testCommandLine(FROM_SOURCE);
