import { cpu, setDefaultDevice } from "@proj/array";
import { setDefaultTarget } from "@proj/jit";
import { afterAll } from "vitest";

/*
 * Files of tests share a process: what a file chose for all programs is taken back when it ends.
 */
afterAll(() => {
  setDefaultDevice(cpu);
  setDefaultTarget(null);
});
