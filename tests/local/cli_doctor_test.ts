import { FROM_SOURCE, testsOfCli } from "../helpers/cli.ts";
import { testDoctor } from "../helpers/cli_doctor_behaviour.ts";

testDoctor(testsOfCli(FROM_SOURCE));
