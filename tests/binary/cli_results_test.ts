import { AS_BINARY, FROM_SOURCE } from "../helpers/cli.ts";
import { testResults } from "../helpers/cli_results_behaviour.ts";

testResults(AS_BINARY ?? FROM_SOURCE, { ignore: AS_BINARY === undefined });
