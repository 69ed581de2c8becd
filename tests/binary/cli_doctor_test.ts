import { AS_BINARY, testsOfCli } from "../helpers/cli.ts";
import { testDoctor } from "../helpers/cli_doctor_behaviour.ts";

testDoctor(testsOfCli(AS_BINARY));
