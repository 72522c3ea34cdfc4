// kernel 0 by 4 workgroups: running sum 4×500

// kernel 0

@group(0) @binding(1) var<storage, read> bound0: array<f32>;
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
  let first0 = i32(lid) * 8;
  let end0 = min(first0 + 8, 500);
  for (var row0 = group; row0 < 4; row0 += groups) {
    let i0 = i32(row0);
    var total = 0.0;
    for (var n0 = first0; n0 < end0; n0++) {
      total = (total + bound0[i0 * 500 + n0]);
    }
    shared0[lid] = bitcast<u32>(total);
    workgroupBarrier();
    var before = 0.0;
    for (var s = 0u; s < lid; s++) {
      before = (before + bitcast<f32>(shared0[s]));
    }
    for (var n1 = first0; n1 < end0; n1++) {
      before = (before + bound0[i0 * 500 + n1]);
      bound1[i0 * 500 + n1] = before;
    }
    workgroupBarrier();
  }
}
