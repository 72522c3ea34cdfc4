export { sourceTests as default } from "@proj/config/vitest";
