export { webgpu } from "./target.ts";
