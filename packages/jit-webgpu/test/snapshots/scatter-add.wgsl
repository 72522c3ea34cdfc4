// kernel 0 by a workgroup: one workgroup: loop 40, loop 100×16, scatter 40×16

// kernel 0

@group(0) @binding(0) var<storage, read_write> arena: array<u32>;
@group(0) @binding(1) var<storage, read> bound0: array<f32>;
@group(0) @binding(2) var<storage, read> bound1: array<i32>;
@group(0) @binding(3) var<storage, read> bound2: array<f32>;
@group(0) @binding(4) var<storage, read_write> bound3: array<f32>;
@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lid: u32,
  @builtin(workgroup_id) group_id: vec3<u32>,
  @builtin(num_workgroups) group_count: vec3<u32>,
) {
  let group = group_id.x + group_id.y * group_count.x;
  let groups = group_count.x * group_count.y;
  {
    if (lid < 40) {
      let i0 = i32(lid);
      let e0 = bound1[i0];
      let e2 = e0 < 0;
      let e4 = e0 + 100;
      let e5 = select(e0, e4, e2);
      arena[i0] = bitcast<u32>(e5);
    }
  }
  {
    for (var p0 = lid; p0 < 1600; p0 += 64u) {
      let i0 = i32(p0);
      let e0 = bound0[i0];
      bound3[i0] = e0;
    }
  }
  storageBarrier();
  {
    if (lid < 16) {
      let i1 = i32(lid);
      for (var i0 = 0; i0 < 40; i0++) {
        let index0 = bitcast<i32>(arena[i0]);
        if (bitcast<u32>(index0) <= 99) {
          let place0 = index0 * 16;
          bound3[i1 + place0] = (bound3[i1 + place0] + bound2[i0 * 16 + i1]);
        }
      }
    }
  }
}
