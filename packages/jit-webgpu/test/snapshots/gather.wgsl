// kernel 0 by 10 workgroups: loop 40×16

// kernel 0

@group(0) @binding(1) var<storage, read> bound0: array<f32>;
@group(0) @binding(2) var<storage, read> bound1: array<i32>;
@group(0) @binding(3) var<storage, read_write> bound2: array<f32>;
fn nan() -> f32 {
  let bits = 0x7fc00000u;
  return bitcast<f32>(bits);
}
@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lid: u32,
  @builtin(workgroup_id) group_id: vec3<u32>,
  @builtin(num_workgroups) group_count: vec3<u32>,
) {
  let group = group_id.x + group_id.y * group_count.x;
  let groups = group_count.x * group_count.y;
  let p0 = group * 64u + lid;
  if (p0 < 640) {
    let i0 = i32(p0 / 16);
    let i1 = i32(p0 % 16);
    let e0 = bound1[i0];
    let e2 = e0 < 0;
    let e4 = e0 + 100;
    let e5 = select(e0, e4, e2);
    let e6 = select(nan(), bound0[i1 + clamp(e5, 0, 99) * 16], bitcast<u32>(e5) <= 99u);
    bound2[i0 * 16 + i1] = e6;
  }
}
