import type { Kernel } from "../device-program.ts";

/** The kernels of a program; equal code is one kernel, whose label is the first that came with it. */
export class KernelTable {
  readonly kernels: Kernel[] = [];
  readonly #positions = new Map<string, number>();

  /** The position of a kernel. */
  add(label: string, code: string): number {
    const known = this.#positions.get(code);
    if (known !== undefined) return known;
    this.#positions.set(code, this.kernels.length);
    return this.kernels.push({ label, code }) - 1;
  }
}
