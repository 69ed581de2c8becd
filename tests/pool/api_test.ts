import { testApi } from "../helpers/api_behaviour.ts";

testApi("htcondor");
