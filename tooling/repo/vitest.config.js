export { sourceTests as default } from "./src/vitest.js";
