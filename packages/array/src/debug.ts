import "./ndarray/concrete-array.ts";

export { breakpoint, callback, print } from "./callbacks/debug.ts";
