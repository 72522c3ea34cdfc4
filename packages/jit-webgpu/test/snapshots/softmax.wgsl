// kernel 0 by a workgroup: one workgroup: loop 8 folding 50, loop 8×50, loop 8 folding 50, loop 8×50

// kernel 0

@group(0) @binding(0) var<storage, read_write> arena: array<u32>;
@group(0) @binding(1) var<storage, read> bound0: array<f32>;
@group(0) @binding(2) var<storage, read_write> bound1: array<f32>;
var<workgroup> shared0: array<u32, 64>;
fn infinity() -> f32 {
  let bits = 0x7f800000u;
  return bitcast<f32>(bits);
}
fn order(x: f32) -> i32 {
  let bits = bitcast<i32>(x);
  return bits ^ ((bits >> 31u) & 0x7fffffff);
}
fn magnitude(x: f32) -> u32 {
  return bitcast<u32>(x) & 0x7fffffffu;
}
fn ordered(x: f32, y: f32) -> bool {
  return max(magnitude(x), magnitude(y)) <= 0x7f800000u;
}
fn nan() -> f32 {
  let bits = 0x7fc00000u;
  return bitcast<f32>(bits);
}
fn max_f32(x: f32, y: f32) -> f32 {
  return select(nan(), select(y, x, order(x) > order(y)), ordered(x, y));
}
fn is_nan(x: f32) -> bool {
  return magnitude(x) > 0x7f800000u;
}
fn exp_remainder(x: f32, n: f32) -> f32 {
  return (x - n * 0.693359375f) + n * 2.1219444e-4f;
}
fn exp_fraction(r: f32) -> f32 {
  return (((((0.00019891104f * r + 0.0013933751f) * r + 0.0083333108f) * r + 0.041666464f) * r + 0.16666667f) * r + 0.5f) * (r * r) + r;
}
fn scale_by_power(y: f32, n: i32) -> f32 {
  let half = n >> 1u;
  return y * bitcast<f32>((half + 127) << 23u) * bitcast<f32>((n - half + 127) << 23u);
}
fn exp_f32(x: f32) -> f32 {
  let bounded = clamp(x, -150, 150);
  let n = round(bounded * 1.4426950408889634f);
  return select(scale_by_power(1 + exp_fraction(exp_remainder(bounded, n)), i32(n)), x, is_nan(x));
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
    let p0 = lid / 4;
    let i0 = i32(p0);
    var r0 = -infinity();
    if (p0 < 8) {
      for (var q0 = lid % 4; q0 < 50; q0 += 4) {
        let i1 = i32(q0);
        let e0 = bound0[i0 * 50 + i1];
        r0 = max_f32(r0, e0);
      }
    }
    shared0[lid] = bitcast<u32>(r0);
    workgroupBarrier();
    if (lid % 4 == 0) {
      for (var s = 1u; s < 4; s++) {
        let other0 = bitcast<f32>(shared0[lid + s]);
        r0 = max_f32(r0, other0);
      }
      if (p0 < 8) {
        arena[i0 + 400] = bitcast<u32>(r0);
      }
    }
  }
  storageBarrier();
  {
    for (var p1 = lid; p1 < 400; p1 += 64u) {
      let i0 = i32(p1 / 50);
      let i1 = i32(p1 % 50);
      let e0 = bound0[i0 * 50 + i1];
      let e1 = bitcast<f32>(arena[i0 + 400]);
      let e2 = e0 - e1;
      let e3 = exp_f32(e2);
      arena[i0 * 50 + i1] = bitcast<u32>(e3);
    }
  }
  workgroupBarrier();
  storageBarrier();
  {
    let p2 = lid / 4;
    let i0 = i32(p2);
    var r0 = 0.0;
    if (p2 < 8) {
      for (var q1 = lid % 4; q1 < 50; q1 += 4) {
        let i1 = i32(q1);
        let e0 = bitcast<f32>(arena[i0 * 50 + i1]);
        r0 += e0;
      }
    }
    shared0[lid] = bitcast<u32>(r0);
    workgroupBarrier();
    if (lid % 4 == 0) {
      for (var s = 1u; s < 4; s++) {
        let other1 = bitcast<f32>(shared0[lid + s]);
        r0 += other1;
      }
      if (p2 < 8) {
        arena[i0 + 416] = bitcast<u32>(r0);
      }
    }
  }
  storageBarrier();
  {
    for (var p3 = lid; p3 < 400; p3 += 64u) {
      let i0 = i32(p3 / 50);
      let i1 = i32(p3 % 50);
      let e0 = bitcast<f32>(arena[i0 * 50 + i1]);
      let e1 = bitcast<f32>(arena[i0 + 416]);
      let e2 = e0 / e1;
      bound1[i0 * 50 + i1] = e2;
    }
  }
}
