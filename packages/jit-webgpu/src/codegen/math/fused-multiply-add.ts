import type { Helper, KernelBuilder } from "../kernel-builder.ts";
import { multiplyHigh } from "./bits.ts";

/** (v.x · 2³² + v.y) / 2ⁿ, with the lowest bit set if any bit is lost. */
const shiftRightSticky: Helper = {
  name: "shiftRightSticky",
  code: `fn shiftRightSticky(v: vec2u, n: u32) -> vec2u {
  let w = select(v, vec2u(0, v.x | u32(v.y != 0)), n >= 32);
  let m = select(n & 31u, 31u, n > 63u);
  let lost = (w.y << (31u - m)) << 1u;
  return vec2u(w.x >> m, (w.y >> m) | ((w.x << (31u - m)) << 1u) | u32(lost != 0));
}`,
};

/**
 * x · y + z, rounded once, in integers: product and addend with their leading bits near bit 62, aligned, added, and rounded to
 * even. Subnormal operands count as zero.
 */
export const emulatedFusedMultiplyAdd: Helper = {
  name: "fusedMultiplyAdd",
  needs: [multiplyHigh, shiftRightSticky],
  code: `fn fusedMultiplyAdd(x: f32, y: f32, z: f32) -> f32 {
  let bits = bitcast<vec3u>(vec3f(x, y, z));
  let exponent = vec3i((bits >> vec3u(23)) & vec3u(255));
  if (min(exponent.x, exponent.y) == 0 || max(exponent.x, exponent.y) == 255) { return x * y + z; }
  if (exponent.z == 255) { return z; }
  let m = (bits & vec3u(0x7fffff)) | vec3u(0x800000);
  let product = vec2u(multiplyHigh(m.x << 8u, m.y << 7u), (m.x << 8u) * (m.y << 7u));
  let addend = vec2u(select(m.z << 7u, 0u, exponent.z == 0), 0);
  let scale = exponent.x + exponent.y - 315;
  let addend_scale = select(exponent.z - 189, scale, exponent.z == 0);
  let top_scale = max(scale, addend_scale);
  let a = shiftRightSticky(product, u32(top_scale - scale));
  let b = shiftRightSticky(addend, u32(top_scale - addend_scale));
  var sign = (bits.x ^ bits.y) & 0x80000000u;
  var sum: vec2u;
  if (sign == (bits.z & 0x80000000u)) {
    sum = vec2u(a.x + b.x + u32(a.y + b.y < a.y), a.y + b.y);
  } else {
    let less = a.x < b.x || (a.x == b.x && a.y < b.y);
    let larger = select(a, b, less);
    let smaller = select(b, a, less);
    sum = vec2u(larger.x - smaller.x - u32(larger.y < smaller.y), larger.y - smaller.y);
    if (all(sum == vec2u(0))) { return 0; }
    if (less) { sign ^= 0x80000000u; }
  }
  var result_exponent = top_scale + 190;
  if (sum.x == 0) {
    sum = vec2u(sum.y, 0);
    result_exponent -= 32;
  }
  let zeros = countLeadingZeros(sum.x);
  sum = vec2u((sum.x << zeros) | ((sum.y >> 1u) >> (31u - zeros)), sum.y << zeros);
  result_exponent -= i32(zeros);
  if (result_exponent > 254) { return bitcast<f32>(sign | 0x7f800000u); }
  sum = shiftRightSticky(sum, u32(max(1 - result_exponent, 0)));
  let rest = (sum.x << 24u) | u32(sum.y != 0);
  let significand = sum.x >> 8u;
  let up = u32(rest > 0x80000000u - (significand & 1u));
  return bitcast<f32>(sign | ((u32(max(result_exponent, 1) - 1) << 23u) + significand + up));
}`,
};

const builtIn: Helper = {
  name: "fusedMultiplyAdd",
  code: `fn fusedMultiplyAdd(x: f32, y: f32, z: f32) -> f32 {
  return fma(x, y, z);
}`,
};

/** x · y + z rounded once, for whatever the device can do: the helper that kernels with these capabilities use. */
export const fusedMultiplyAddHelper = (fused: boolean): Helper => (fused ? builtIn : emulatedFusedMultiplyAdd);

/** The expression x · y + z, rounded once. */
export function fusedMultiplyAdd(x: string, y: string, z: string, kernel: KernelBuilder): string {
  return `${kernel.helper(fusedMultiplyAddHelper(kernel.capabilities.fusedMultiplyAdd))}(${x}, ${y}, ${z})`;
}

/*
 * Products whose last bits decide the sum: (1 + a)(1 − b) − 1 and like ones, where a product rounded first leaves another number or
 * nothing at all.
 */
const probes: readonly (readonly [number, number, number])[] = [
  [1 + 2 ** -23, 1 - 2 ** -23, -1],
  [1 + 2 ** -12, 1 + 2 ** -12, -(1 + 2 ** -11)],
  [1.2384943962097168, 1.1303455829620361, -1.3999264240264893],
  [3, 1 / 4 + 2 ** -25, -0.75],
  [1 + 2 ** -23, 1 + 2 ** -23, 2 ** -24],
];

/**
 * Tells at device start whether the built-in `fma` rounds once: run `code` (entry point `main`, one workgroup) with `inputs` at
 * binding 0 (read) and a buffer of `outputWords` words at binding 1 (read_write), and give those words to `roundsOnce`.
 */
export const fusedMultiplyAddProbe = {
  code: `@group(0) @binding(0) var<storage, read> inputs: array<f32>;
@group(0) @binding(1) var<storage, read_write> outputs: array<u32>;
@compute @workgroup_size(1)
fn main() {
  for (var i = 0u; i < arrayLength(&outputs); i++) {
    outputs[i] = bitcast<u32>(fma(inputs[3 * i], inputs[3 * i + 1], inputs[3 * i + 2]));
  }
}
`,
  inputs: Float32Array.from(probes.flat()),
  outputWords: probes.length,
  /** Whether these are the sums that a product without rounding gives. */
  roundsOnce(outputs: Uint32Array): boolean {
    // Products of singles are exact in double precision, and so are these sums.
    const expected = new Uint32Array(Float32Array.from(probes, ([x, y, z]) => f(x) * f(y) + f(z)).buffer);
    return expected.every((word, i) => word === outputs[i]);
  },
};

const f = Math.fround;
