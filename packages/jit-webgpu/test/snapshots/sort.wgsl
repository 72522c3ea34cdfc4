// kernel 0 by 4 workgroups: sort 4×500

// kernel 0

@group(0) @binding(0) var<storage, read_write> arena: array<u32>;
@group(0) @binding(1) var<storage, read> bound0: array<f32>;
@group(0) @binding(2) var<storage, read_write> bound1: array<f32>;
fn order_f32(x: f32) -> u32 {
  let bits = bitcast<u32>(x);
  let magnitude = bits & 0x7fffffffu;
  let number = select(bits | 0x80000000u, ~bits, bits > 0x80000000u);
  return select(number, 0xffffffffu, magnitude > 0x7f800000u);
}
@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lid: u32,
  @builtin(workgroup_id) group_id: vec3<u32>,
  @builtin(num_workgroups) group_count: vec3<u32>,
) {
  let group = group_id.x + group_id.y * group_count.x;
  let groups = group_count.x * group_count.y;
  for (var row0 = group; row0 < 4; row0 += groups) {
    let i0 = i32(row0);
    var now = i32(row0) * 1000;
    var next = now + 500;
    for (var n = i32(lid); n < 500; n += 64) {
      arena[now + n] = bitcast<u32>(n);
    }
    storageBarrier();
    for (var run = 1; run < 500; run *= 2) {
      for (var n = i32(lid); n < 500; n += 64) {
        let element = bitcast<i32>(arena[now + n]);
        let key0 = order_f32(bound0[i0 * 500 + element]);
        let start = n - n % run;
        let left = (start / run) % 2 == 0;
        let other = select(start - run, min(start + run, 500), left);
        var low = other;
        var high = min(other + run, 500);
        while (low < high) {
          let middle = (low + high) / 2;
          let rival = bitcast<i32>(arena[now + middle]);
          let key1 = order_f32(bound0[i0 * 500 + rival]);
          if ((key1 < key0) | ((key1 == key0) & (!left))) {
            low = middle + 1;
          }
          else {
            high = middle;
          }
        }
        let rank = n - start + low - other;
        arena[next + min(start, other) + rank] = bitcast<u32>(element);
      }
      storageBarrier();
      let swapped = now;
      now = next;
      next = swapped;
    }
    for (var n = i32(lid); n < 500; n += 64) {
      let source0 = bitcast<i32>(arena[now + n]);
      bound1[i0 * 500 + n] = bound0[i0 * 500 + source0];
    }
    storageBarrier();
  }
}
