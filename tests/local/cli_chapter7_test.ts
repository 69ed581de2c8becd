import { FROM_SOURCE } from "../helpers/cli.ts";
import { declaredFor } from "../helpers/cli_behaviour.ts";
import { testChapter7 } from "../helpers/cli_chapter7_behaviour.ts";

testChapter7(declaredFor(FROM_SOURCE));
