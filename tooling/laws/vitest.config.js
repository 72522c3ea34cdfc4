export { testsWithoutGpu as default } from "@proj/devices/software-gpu/config";
