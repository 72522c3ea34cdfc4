export { softwareGpuTests as default } from "@proj/software-gpu/config";
