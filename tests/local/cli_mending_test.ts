import { FROM_SOURCE } from "../helpers/cli.ts";
import { declaredFor } from "../helpers/cli_behaviour.ts";
import { testMending } from "../helpers/cli_mending_behaviour.ts";

testMending(declaredFor(FROM_SOURCE));
