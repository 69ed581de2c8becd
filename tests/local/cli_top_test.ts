import { FROM_SOURCE } from "../helpers/cli.ts";
import { declaredFor } from "../helpers/cli_behaviour.ts";
import { testTop } from "../helpers/cli_top_behaviour.ts";

testTop(declaredFor(FROM_SOURCE));
