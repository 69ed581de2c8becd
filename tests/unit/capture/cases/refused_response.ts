import { refused } from "../case.ts";

const response = new Response("text");
export default refused("a response", () => response.status, {
  path: ["(anonymous)", "response"],
  saying: /response is a Response.*Send its body/,
});
