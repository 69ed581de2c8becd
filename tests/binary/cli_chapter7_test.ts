import { AS_BINARY, FROM_SOURCE } from "../helpers/cli.ts";
import { declaredFor } from "../helpers/cli_behaviour.ts";
import { testChapter7 } from "../helpers/cli_chapter7_behaviour.ts";

const test = declaredFor(AS_BINARY ?? FROM_SOURCE, { ignore: AS_BINARY === undefined });
testChapter7(test);
