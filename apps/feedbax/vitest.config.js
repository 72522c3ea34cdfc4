import { testsWithoutGpu } from "@proj/devices/software-gpu/config";
import { mergeConfig } from "vite";

export default mergeConfig(testsWithoutGpu, { test: { setupFiles: ["./test/defaults.ts"] } });
