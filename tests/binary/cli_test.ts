import { AS_BINARY, FROM_SOURCE } from "../helpers/cli.ts";
import { testCommandLine } from "../helpers/cli_behaviour.ts";

testCommandLine(AS_BINARY ?? FROM_SOURCE, { ignore: AS_BINARY === undefined });
