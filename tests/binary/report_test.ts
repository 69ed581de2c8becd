import { AS_BINARY, testsOfCli } from "../helpers/cli.ts";
import { testReports } from "../helpers/cli_report_behaviour.ts";

testReports(testsOfCli(AS_BINARY));
