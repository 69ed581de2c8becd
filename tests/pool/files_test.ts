import { testFiles } from "../helpers/files_behaviour.ts";

testFiles("htcondor");
