export { guarded, type GuardedProgram } from "./guarded.ts";
export { drawnOperations, type DrawnOperation } from "./indexing.ts";
export { checkedCase, violation, type CheckedCase } from "./checked-case.ts";
