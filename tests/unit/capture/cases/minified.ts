import { travels } from "../case.ts";

// deno-fmt-ignore
const a=(e:number)=>e*t,t=3,r=(e:number[])=>{let n=0;for(const o of e)n+=a(o);return n};
export default travels("minified code", r, { args: [[1, 2]], gives: 9 });
