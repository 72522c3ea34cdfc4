import type { Worker } from "node:worker_threads";

/** Lists the workers that this process starts from now on, until `stop` is called. */
export function startedWorkers(): { readonly workers: readonly Worker[]; readonly stop: () => void } {
  const threads = process.getBuiltinModule("node:worker_threads");
  const { Worker: Original } = threads;
  const workers: Worker[] = [];
  threads.Worker = class extends Original {
    constructor(...options: ConstructorParameters<typeof Original>) {
      super(...options);
      workers.push(this);
    }
  };
  return {
    workers,
    stop: () => {
      threads.Worker = Original;
    },
  };
}
