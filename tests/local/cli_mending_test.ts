import { FROM_SOURCE } from "../helpers/cli.ts";
import { declaredFor } from "../helpers/cli_behaviour.ts";
import { testChapter7 } from "../helpers/cli_chapter7_behaviour.ts";
import { testMending } from "../helpers/cli_mending_behaviour.ts";

testChapter7(declaredFor(FROM_SOURCE));
testMending(declaredFor(FROM_SOURCE));
