export { softwareGpuTests as default } from "@proj/devices/software-gpu/config";
