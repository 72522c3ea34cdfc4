import { sourceTests } from "@proj/config/vitest";
import { mergeConfig } from "vite";
import { examplePlugin } from "./src/plugin.ts";

export default mergeConfig(sourceTests, { plugins: [examplePlugin()] });
