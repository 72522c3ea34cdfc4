import { UsageError } from "@proj/array";

/** A number of bytes, for people. */
export function formatBytes(bytes: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let unit = 0;
  let amount = bytes;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${Number(amount.toFixed(1))} ${units[unit]!}`;
}

const computeElsewhere = "or compute on the host: setDefaultDevice(cpu)";

/** The error of values that a lost device was still computing. */
export function lostWhile(operation: string, reason: string, options?: ErrorOptions): UsageError {
  return new UsageError(
    {
      operation,
      received: `a computation on the device webgpu, which is lost: ${reason}`,
      expected: "a device that works until its results are read",
      remedy:
        "get a new device (init of @proj/jit-webgpu gives one), and make the arrays anew there, from a checkpoint or from host values",
    },
    options,
  );
}

/** The error of an array that no device can hold. */
export function tooLarge(operation: string, what: string, bytes: number, limit: number): UsageError {
  return new UsageError({
    operation,
    received: `${what} of ${formatBytes(bytes)}`,
    expected: `at most ${formatBytes(limit)}, which is what this GPU can address as one array`,
    remedy: `split it (smaller batches, for example), ${computeElsewhere}`,
  });
}

/** The error of arrays for which the GPU had no memory. */
export function outOfMemory(operation: string, what: string, bytes: number, live: number): UsageError {
  return new UsageError({
    operation,
    received: `${what} of ${formatBytes(bytes)}, while arrays on the device take ${formatBytes(live)}: the GPU is out of memory`,
    expected: "arrays that fit into the GPU's memory together",
    remedy: `give back arrays that are not needed any more (x.dispose(), or the donate option of jit), work on smaller batches, ${computeElsewhere}`,
  });
}

/** The error of programs whose kernels the WebGPU implementation does not compile. */
export function doesNotCompile(operation: string, kernel: string, messages: string): UsageError {
  return new UsageError({
    operation,
    received: `the kernel "${kernel}" of its program, which this WebGPU implementation refuses: ${messages}`,
    expected: "a kernel that compiles",
    remedy: `this is a defect of @proj/jit-webgpu or of the driver: please report it with kernelText(jit(f).lower(…)), update the driver or the browser, ${computeElsewhere}`,
  });
}

/** The error of values computed while the GPU reported one. */
export function gpuReported(message: string): UsageError {
  return new UsageError({
    operation: "webgpu",
    received: `values that were computed while the GPU reported an error: ${message.trim()}`,
    expected: "work that the GPU accepts",
    remedy: `this is a defect of @proj/jit-webgpu or of the driver: please report it, update the driver or the browser, ${computeElsewhere}`,
  });
}
