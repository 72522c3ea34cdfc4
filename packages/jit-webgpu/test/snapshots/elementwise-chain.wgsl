// kernel 0 by 16 workgroups: loop 1000

// kernel 0

@group(0) @binding(1) var<storage, read> bound0: array<f32>;
@group(0) @binding(2) var<storage, read> bound1: array<f32>;
@group(0) @binding(3) var<storage, read_write> bound2: array<f32>;
fn magnitude(x: f32) -> u32 {
  return bitcast<u32>(x) & 0x7fffffffu;
}
fn is_nan(x: f32) -> bool {
  return magnitude(x) > 0x7f800000u;
}
fn with_sign(x: f32, sign: f32) -> f32 {
  return bitcast<f32>((bitcast<u32>(x) & 0x7fffffffu) | (bitcast<u32>(sign) & 0x80000000u));
}
fn tanh_f32(x: f32) -> f32 {
  let square = x * x;
  let p = (((((-2.76076847742355e-16f * square + 2.00018790482477e-13f) * square - 8.60467152213735e-11f) * square + 5.12229709037114e-8f) * square + 0.0000148572235717979f) * square + 0.000637261928875436f) * square + 0.00489352455891786f;
  let q = ((0.00000119825839466702f * square + 0.000118534705686654f) * square + 0.002268434632439f) * square + 0.00489352518554385f;
  return select(select(x * (p / q), with_sign(1, x), abs(x) > 7.90531110763549805f), x, is_nan(x));
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
  if (p0 < 1000) {
    let i0 = i32(p0);
    let e0 = bound0[i0];
    let e1 = bound1[i0];
    let e2 = e0 * e1;
    let e4 = e2 + c0;
    let e5 = tanh_f32(e4);
    bound2[i0] = e5;
  }
}
