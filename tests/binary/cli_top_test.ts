import { AS_BINARY, FROM_SOURCE } from "../helpers/cli.ts";
import { declaredFor } from "../helpers/cli_behaviour.ts";
import { testTop } from "../helpers/cli_top_behaviour.ts";

const test = declaredFor(AS_BINARY ?? FROM_SOURCE, { ignore: AS_BINARY === undefined });
testTop(test);
