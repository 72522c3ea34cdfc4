// kernel 0 by a workgroup: one workgroup: loop 1 folding 600, loop 1, switch of 2

// kernel 0

@group(0) @binding(0) var<storage, read_write> arena: array<u32>;
@group(0) @binding(1) var<storage, read> bound0: array<f32>;
@group(0) @binding(2) var<storage, read_write> bound1: array<f32>;
var<workgroup> shared0: array<u32, 1>;
var<workgroup> shared1: array<u32, 64>;
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
    var r0 = 0.0;
    for (var q0 = lid; q0 < 600; q0 += 64) {
      let i0 = i32(q0);
      let e0 = bound0[i0];
      r0 += e0;
    }
    shared1[lid] = bitcast<u32>(r0);
    workgroupBarrier();
    if (lid < 8) {
      for (var s = 1u; s < 8; s++) {
        let other0 = bitcast<f32>(shared1[lid + s * 8]);
        r0 += other0;
      }
      shared1[lid] = bitcast<u32>(r0);
    }
    workgroupBarrier();
    if (lid == 0) {
      for (var s = 1u; s < 8; s++) {
        let other1 = bitcast<f32>(shared1[lid + s]);
        r0 += other1;
      }
      arena[0] = bitcast<u32>(r0);
    }
  }
  storageBarrier();
  {
    let e0_0 = bitcast<f32>(arena[0]);
    let e2_0 = greater_f32(e0_0, 0.0);
    let e3_0 = i32(e2_0);
    if (lid < 1) {
      arena[16] = bitcast<u32>(e3_0);
    }
  }
  storageBarrier();
  if (lid == 0) {
    shared0[0] = bitcast<u32>(bitcast<i32>(arena[16]));
  }
  let agreed0 = workgroupUniformLoad(&shared0[0]);
  switch (clamp(bitcast<i32>(agreed0), 0, 1)) {
    case 0: {
      {
        let c0 = bitcast<f32>(bitcast<u32>(1.0) ^ group_id.z);
        for (var p0 = lid; p0 < 600; p0 += 64u) {
          let i0 = i32(p0);
          let e0 = bound0[i0];
          let e2 = e0 - c0;
          bound1[i0] = e2;
        }
      }
    }
    default: {
      {
        let c1 = bitcast<f32>(bitcast<u32>(2.0) ^ group_id.z);
        for (var p1 = lid; p1 < 600; p1 += 64u) {
          let i0 = i32(p1);
          let e0 = bound0[i0];
          let e2 = e0 * c1;
          bound1[i0] = e2;
        }
      }
    }
  }
}
