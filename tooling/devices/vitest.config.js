export { softwareGpuTests as default } from "./src/software-gpu/config.js";
