// kernel 0 by a workgroup: one workgroup: loop 1, while: loop 1, loop 1, loop 1

// kernel 0

@group(0) @binding(0) var<storage, read_write> arena: array<u32>;
@group(0) @binding(1) var<storage, read> bound0: array<f32>;
@group(0) @binding(2) var<storage, read_write> bound1: array<f32>;
var<workgroup> shared0: array<u32, 1>;
fn magnitude(x: f32) -> u32 {
  return bitcast<u32>(x) & 0x7fffffffu;
}
fn ordered(x: f32, y: f32) -> bool {
  return max(magnitude(x), magnitude(y)) <= 0x7f800000u;
}
fn greater_f32(x: f32, y: f32) -> bool {
  return ordered(x, y) & (x > y);
}
@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lid: u32,
  @builtin(workgroup_id) group_id: vec3<u32>,
  @builtin(num_workgroups) group_count: vec3<u32>,
) {
  let group = group_id.x + group_id.y * group_count.x;
  let groups = group_count.x * group_count.y;
  {
    let e0_0 = bound0[0];
    if (lid < 1) {
      arena[0] = bitcast<u32>(e0_0);
      arena[32] = bitcast<u32>(0.0);
    }
  }
  loop {
    storageBarrier();
    {
      let e0_1 = bitcast<f32>(arena[0]);
      let e1_0 = bitcast<f32>(arena[32]);
      let e2_0 = e0_1 - e1_0;
      let e3_0 = abs(e2_0);
      let e5_0 = greater_f32(e3_0, 0.000001);
      if (lid < 1) {
        arena[64] = u32(e5_0);
      }
    }
    storageBarrier();
    if (lid == 0) {
      shared0[0] = u32((arena[64] != 0u));
    }
    let agreed0 = workgroupUniformLoad(&shared0[0]);
    if (agreed0 == 0) { break; }
    {
      let c0 = bitcast<f32>(bitcast<u32>(0.5) ^ group_id.z);
      let e0_2 = bitcast<f32>(arena[0]);
      let e1_1 = bound0[0];
      let e2_1 = e1_1 / e0_2;
      let e3_1 = e0_2 + bitcast<f32>(bitcast<u32>(e2_1) ^ group_id.z);
      let e5_1 = e3_1 * c0;
      if (lid < 1) {
        arena[16] = bitcast<u32>(e5_1);
        arena[48] = bitcast<u32>(e0_2);
      }
    }
    {
      if (lid < 1) {
        let next0 = bitcast<f32>(arena[lid + 16]);
        let next1 = bitcast<f32>(arena[lid + 48]);
        arena[lid] = bitcast<u32>(next0);
        arena[lid + 32] = bitcast<u32>(next1);
      }
    }
  }
  {
    let e0_3 = bitcast<f32>(arena[0]);
    if (lid < 1) {
      bound1[0] = e0_3;
    }
  }
}
