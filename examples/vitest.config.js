export { sourceTests as default } from "@proj/repo/vitest";
