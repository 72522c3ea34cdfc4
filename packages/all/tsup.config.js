import { libraryOptions, oneFileOptions } from "@proj/repo/tsup";
import { defineConfig } from "tsup";

// Both run at once, and neither cleans away what the other one writes.
export default defineConfig([
  { ...libraryOptions(".", { beside: ["../jit-wasm/src/threads/wasm-thread.js"] }), clean: ["!**/proj.*"] },
  oneFileOptions("."),
]);
