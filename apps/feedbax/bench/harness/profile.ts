import { wasm } from "@proj/jit-wasm";

/** Times of the steps of programs, added up. */
export class Profile {
  readonly #times = new Map<string, number>();

  /** The WebAssembly target; its programs tell this profile how long each step took. */
  target(): ReturnType<typeof wasm> {
    return wasm({
      profile: (step, milliseconds) => this.#times.set(step, (this.#times.get(step) ?? 0) + milliseconds),
    });
  }

  /** Forgets what was measured so far. */
  clear(): void {
    this.#times.clear();
  }

  /** Prints the steps that take most, in milliseconds for one of `iterations` and as a part of the whole. */
  print(iterations: number, most = 20): void {
    const whole = [...this.#times.values()].reduce((sum, time) => sum + time, 0);
    const steps = [...this.#times].sort(([, a], [, b]) => b - a).slice(0, most);
    for (const [step, time] of steps) {
      const share = ((100 * time) / whole).toFixed(0).padStart(3);
      console.log(`${(time / iterations).toFixed(3).padStart(9)} ms ${share} %  ${step}`);
    }
  }
}
