import { softwareGpuTests } from "@proj/devices/software-gpu/config";
import { mergeConfig } from "vite";
import { examplePlugin } from "./src/plugin.ts";

export default mergeConfig(softwareGpuTests, { plugins: [examplePlugin()] });
