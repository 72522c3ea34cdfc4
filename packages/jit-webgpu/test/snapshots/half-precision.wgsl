// kernel 0 by 8 workgroups: loop 500

// kernel 0

@group(0) @binding(1) var<storage, read> bound0: array<u32>;
@group(0) @binding(2) var<storage, read> bound1: array<u32>;
@group(0) @binding(3) var<storage, read_write> bound2: array<u32>;
fn half_at(word: u32, position: u32) -> f32 {
  let half = word >> (16u * (position & 1u));
  let magnitude = half & 0x7fffu;
  let subnormal = bitcast<u32>(f32(magnitude) * 5.9604644775390625e-8);
  let finite = select((magnitude << 13) + 0x38000000u, subnormal, magnitude < 0x400u);
  let bits = select(finite, (magnitude << 13) | 0x7f800000u, magnitude >= 0x7c00u);
  return bitcast<f32>(bits | ((half & 0x8000u) << 16));
}
fn round_to_half(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  let magnitude = bits & 0x7fffffffu;
  let normal = (magnitude + 0xfffu + ((magnitude >> 13) & 1u)) & 0xffffe000u;
  let subnormal = bitcast<u32>(round(abs(x) * 16777216.0) * 5.9604644775390625e-8);
  let finite = select(normal, subnormal, magnitude < 0x38800000u);
  let rounded = select(finite, 0x7f800000u, magnitude >= 0x477ff000u);
  return select(bitcast<f32>(rounded | (bits & 0x80000000u)), x, magnitude > 0x7f800000u);
}
fn half_bits(x: f32) -> u32 {
  let bits = bitcast<u32>(x);
  let magnitude = bits & 0x7fffffffu;
  let finite = select((magnitude - 0x38000000u) >> 13, u32(abs(x) * 16777216.0), magnitude < 0x38800000u);
  let infinite = select(0x7c00u, 0x7e00u, magnitude > 0x7f800000u);
  return select(finite, infinite, magnitude >= 0x7f800000u) | ((bits >> 16) & 0x8000u);
}
fn pack_halves(x: f32, y: f32) -> u32 {
  return half_bits(x) | (half_bits(y) << 16);
}
@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lid: u32,
  @builtin(workgroup_id) group_id: vec3<u32>,
  @builtin(num_workgroups) group_count: vec3<u32>,
) {
  let group = group_id.x + group_id.y * group_count.x;
  let groups = group_count.x * group_count.y;
  let c0 = bitcast<f32>(bitcast<u32>(1.0) ^ group_id.z);
  let p0 = group * 64u + lid;
  if (p0 < 500) {
    let i0 = i32(p0);
    let e0 = half_at(bound0[(i0 * 2) / 2], u32(i0 * 2));
    let e2 = half_at(bound1[(i0 * 2) / 2], u32(i0 * 2));
    let e4 = e0 * e2;
    let e5 = round_to_half(e4);
    let e8 = e5 + c0;
    let e9 = round_to_half(e8);
    let e10 = half_at(bound0[(i0 * 2 + 1) / 2], u32(i0 * 2 + 1));
    let e12 = half_at(bound1[(i0 * 2 + 1) / 2], u32(i0 * 2 + 1));
    let e14 = e10 * e12;
    let e15 = round_to_half(e14);
    let e17 = e15 + c0;
    let e18 = round_to_half(e17);
    let e19 = pack_halves(e9, e18);
    bound2[i0] = e19;
  }
}
