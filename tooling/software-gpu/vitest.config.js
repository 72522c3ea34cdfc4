export { softwareGpuTests as default } from "./src/config.js";
