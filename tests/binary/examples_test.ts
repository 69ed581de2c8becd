import { AS_BINARY, FROM_SOURCE } from "../helpers/cli.ts";
import { testExamples } from "../helpers/cli_examples_behaviour.ts";

testExamples(AS_BINARY ?? FROM_SOURCE, { ignore: AS_BINARY === undefined });
