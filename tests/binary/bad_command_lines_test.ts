import { AS_BINARY, FROM_SOURCE } from "../helpers/cli.ts";
import { testBadInput } from "../helpers/cli_bad_input_behaviour.ts";

testBadInput(AS_BINARY ?? FROM_SOURCE, { ignore: AS_BINARY === undefined });
