import { exp, logaddexp, type NDArray } from "@proj/array";
import { Module } from "@proj/module";

/**
 * The force of stretched tissue: c₁ k₁ ln(1 + exp((L − lR₁) / k₁)), Brown, Cheng & Loeb 1999.
 *
 * @example
 * import { array } from "@proj/array";
 * import { StretchForce } from "@proj/feedbax";
 * new StretchForce({ c1: 2, k1: 1, lR1: 1 }).call(array([1])).toList(); // ≈ [1.3862944]
 */
export class StretchForce extends Module<{ readonly c1: number; readonly k1: number; readonly lR1: number }> {
  /** @param length - in optimal lengths, [...]. */
  call(length: NDArray): NDArray {
    return logaddexp(length.sub(this.lR1).div(this.k1), 0).mul(this.c1 * this.k1);
  }
}

/**
 * The force of compressed filaments, which acts while a muscle is active: c₂ exp(k₂ (L − lR₂)), Brown, Cheng & Loeb 1999.
 *
 * @example
 * import { array } from "@proj/array";
 * import { CompressionForce } from "@proj/feedbax";
 * new CompressionForce({ c2: -0.02, k2: -18.7, lR2: 0.79 }).call(array([0.79])).toList(); // ≈ [-0.02]
 */
export class CompressionForce extends Module<{ readonly c2: number; readonly k2: number; readonly lR2: number }> {
  /** @param length - in optimal lengths, [...]. */
  call(length: NDArray): NDArray {
    return exp(length.sub(this.lR2).mul(this.k2)).mul(this.c2);
  }
}
