import { libraryOptions } from "@proj/repo/tsup";
import { defineConfig } from "tsup";

export default defineConfig(libraryOptions(".", { beside: ["src/threads/wasm-thread.js"] }));
