// kernel 0 by 4 workgroups: loop 4 folding 2500
// kernel 1 by a workgroup: loop 1 folding 4

// kernel 0

@group(0) @binding(0) var<storage, read_write> arena: array<u32>;
@group(0) @binding(1) var<storage, read> bound0: array<f32>;
var<workgroup> shared0: array<u32, 64>;
@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lid: u32,
  @builtin(workgroup_id) group_id: vec3<u32>,
  @builtin(num_workgroups) group_count: vec3<u32>,
) {
  let group = group_id.x + group_id.y * group_count.x;
  let groups = group_count.x * group_count.y;
  for (var unit0 = group; unit0 < 4; unit0 += groups) {
    let i0 = i32(unit0);
    var r0 = 0.0;
    for (var q0 = lid; q0 < 2500; q0 += 64) {
      let i1 = i32(q0);
      let e0 = bound0[i0 * 2500 + i1];
      r0 += e0;
    }
    shared0[lid] = bitcast<u32>(r0);
    workgroupBarrier();
    if (lid < 8) {
      for (var s = 1u; s < 8; s++) {
        let other0 = bitcast<f32>(shared0[lid + s * 8]);
        r0 += other0;
      }
      shared0[lid] = bitcast<u32>(r0);
    }
    workgroupBarrier();
    if (lid == 0) {
      for (var s = 1u; s < 8; s++) {
        let other1 = bitcast<f32>(shared0[lid + s]);
        r0 += other1;
      }
      arena[i0] = bitcast<u32>(r0);
    }
    workgroupBarrier();
  }
}

// kernel 1

@group(0) @binding(0) var<storage, read_write> arena: array<u32>;
@group(0) @binding(2) var<storage, read_write> bound1: array<f32>;
@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lid: u32,
  @builtin(workgroup_id) group_id: vec3<u32>,
  @builtin(num_workgroups) group_count: vec3<u32>,
) {
  let group = group_id.x + group_id.y * group_count.x;
  let groups = group_count.x * group_count.y;
  if (lid < 1) {
    var r0 = 0.0;
    for (var i0 = 0; i0 < 4; i0++) {
      let e0 = bitcast<f32>(arena[i0]);
      r0 += e0;
    }
    bound1[0] = r0;
  }
}
