// kernel 0 by 10 workgroups: loop 20×30

// kernel 0

@group(0) @binding(1) var<storage, read> bound0: array<f32>;
@group(0) @binding(2) var<storage, read> bound1: array<f32>;
@group(0) @binding(3) var<storage, read_write> bound2: array<f32>;
@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lid: u32,
  @builtin(workgroup_id) group_id: vec3<u32>,
  @builtin(num_workgroups) group_count: vec3<u32>,
) {
  let group = group_id.x + group_id.y * group_count.x;
  let groups = group_count.x * group_count.y;
  let p0 = group * 64u + lid;
  if (p0 < 600) {
    let i0 = i32(p0 / 30);
    let i1 = i32(p0 % 30);
    let e0 = bound0[i0 * 30 + i1];
    let e1 = bound1[i1];
    let e2 = e0 + e1;
    bound2[i0 * 30 + i1] = e2;
  }
}
