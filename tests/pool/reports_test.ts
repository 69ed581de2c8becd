import { testReports } from "../helpers/report_behaviour.ts";

testReports("htcondor");
