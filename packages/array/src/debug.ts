import "./ndarray/concrete-array.ts";

export { callback, print } from "./callbacks/debug.ts";
