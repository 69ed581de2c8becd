import { FROM_SOURCE } from "../helpers/cli.ts";
import { testResults } from "../helpers/cli_results_behaviour.ts";

testResults(FROM_SOURCE);
