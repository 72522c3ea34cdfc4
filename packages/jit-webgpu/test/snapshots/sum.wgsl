// kernel 0 by 13 workgroups: loop 200 folding 50
// kernel 1 by a workgroup: loop 1 folding 200

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
  for (var unit0 = group; unit0 < 13; unit0 += groups) {
    let p0 = unit0 * 16 + lid / 4;
    let i0 = i32(p0);
    var r0 = 0.0;
    if (p0 < 200) {
      for (var q0 = lid % 4; q0 < 50; q0 += 4) {
        let i1 = i32(q0);
        let e0 = bound0[i0 * 50 + i1];
        r0 += e0;
      }
    }
    shared0[lid] = bitcast<u32>(r0);
    workgroupBarrier();
    if (lid % 4 == 0) {
      for (var s = 1u; s < 4; s++) {
        let other0 = bitcast<f32>(shared0[lid + s]);
        r0 += other0;
      }
      if (p0 < 200) {
        arena[i0] = bitcast<u32>(r0);
      }
    }
    workgroupBarrier();
  }
}

// kernel 1

@group(0) @binding(0) var<storage, read_write> arena: array<u32>;
@group(0) @binding(2) var<storage, read_write> bound1: array<f32>;
var<workgroup> shared0: array<u32, 64>;
@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lid: u32,
  @builtin(workgroup_id) group_id: vec3<u32>,
  @builtin(num_workgroups) group_count: vec3<u32>,
) {
  let group = group_id.x + group_id.y * group_count.x;
  let groups = group_count.x * group_count.y;
  let p0 = lid / 16;
  var r0 = 0.0;
  if (p0 < 1) {
    for (var q0 = lid % 16; q0 < 200; q0 += 16) {
      let i0 = i32(q0);
      let e0 = bitcast<f32>(arena[i0]);
      r0 += e0;
    }
  }
  shared0[lid] = bitcast<u32>(r0);
  workgroupBarrier();
  if (lid % 16 < 2) {
    for (var s = 1u; s < 8; s++) {
      let other0 = bitcast<f32>(shared0[lid + s * 2]);
      r0 += other0;
    }
    shared0[lid] = bitcast<u32>(r0);
  }
  workgroupBarrier();
  if (lid % 16 == 0) {
    for (var s = 1u; s < 2; s++) {
      let other1 = bitcast<f32>(shared0[lid + s]);
      r0 += other1;
    }
    if (p0 < 1) {
      bound1[0] = r0;
    }
  }
}
