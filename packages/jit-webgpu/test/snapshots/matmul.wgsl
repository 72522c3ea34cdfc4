// kernel 0 by 9 workgroups: contract 96×80×64

// kernel 0

@group(0) @binding(1) var<storage, read> bound0: array<f32>;
@group(0) @binding(2) var<storage, read> bound1: array<f32>;
@group(0) @binding(3) var<storage, read_write> bound2: array<f32>;
var<workgroup> shared0: array<f32, 512>;
var<workgroup> shared1: array<f32, 512>;
@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) lid: u32,
  @builtin(workgroup_id) group_id: vec3<u32>,
  @builtin(num_workgroups) group_count: vec3<u32>,
) {
  let group = group_id.x + group_id.y * group_count.x;
  let groups = group_count.x * group_count.y;
  let across = i32(lid % 8);
  let down = i32(lid / 8);
  for (var tile0 = group; tile0 < 9; tile0 += groups) {
    let tile_row = i32(tile0 / 3);
    let tile_column = i32(tile0 % 3);
    let first_row = tile_row * 32;
    let first_column = tile_column * 32;
    var a0_0 = 0.0;
    var a0_1 = 0.0;
    var a0_2 = 0.0;
    var a0_3 = 0.0;
    var a1_0 = 0.0;
    var a1_1 = 0.0;
    var a1_2 = 0.0;
    var a1_3 = 0.0;
    var a2_0 = 0.0;
    var a2_1 = 0.0;
    var a2_2 = 0.0;
    var a2_3 = 0.0;
    var a3_0 = 0.0;
    var a3_1 = 0.0;
    var a3_2 = 0.0;
    var a3_3 = 0.0;
    for (var k = 0; k < 64; k += 16) {
      {
        let e = lid;
        let s = e / 16;
        let d = e % 16;
        let at = first_row + i32(s);
        let depth = k + i32(d);
        shared0[d * 32 + s] = bound0[at * 64 + depth];
      }
      {
        let e = lid + 64;
        let s = e / 16;
        let d = e % 16;
        let at = first_row + i32(s);
        let depth = k + i32(d);
        shared0[d * 32 + s] = bound0[at * 64 + depth];
      }
      {
        let e = lid + 128;
        let s = e / 16;
        let d = e % 16;
        let at = first_row + i32(s);
        let depth = k + i32(d);
        shared0[d * 32 + s] = bound0[at * 64 + depth];
      }
      {
        let e = lid + 192;
        let s = e / 16;
        let d = e % 16;
        let at = first_row + i32(s);
        let depth = k + i32(d);
        shared0[d * 32 + s] = bound0[at * 64 + depth];
      }
      {
        let e = lid + 256;
        let s = e / 16;
        let d = e % 16;
        let at = first_row + i32(s);
        let depth = k + i32(d);
        shared0[d * 32 + s] = bound0[at * 64 + depth];
      }
      {
        let e = lid + 320;
        let s = e / 16;
        let d = e % 16;
        let at = first_row + i32(s);
        let depth = k + i32(d);
        shared0[d * 32 + s] = bound0[at * 64 + depth];
      }
      {
        let e = lid + 384;
        let s = e / 16;
        let d = e % 16;
        let at = first_row + i32(s);
        let depth = k + i32(d);
        shared0[d * 32 + s] = bound0[at * 64 + depth];
      }
      {
        let e = lid + 448;
        let s = e / 16;
        let d = e % 16;
        let at = first_row + i32(s);
        let depth = k + i32(d);
        shared0[d * 32 + s] = bound0[at * 64 + depth];
      }
      {
        let e = lid;
        let s = e % 32;
        let d = e / 32;
        let at = first_column + i32(s);
        let depth = k + i32(d);
        var value = 0.0;
        if (at < 80) {
          value = bound1[depth * 80 + at];
        }
        shared1[d * 32 + s] = value;
      }
      {
        let e = lid + 64;
        let s = e % 32;
        let d = e / 32;
        let at = first_column + i32(s);
        let depth = k + i32(d);
        var value = 0.0;
        if (at < 80) {
          value = bound1[depth * 80 + at];
        }
        shared1[d * 32 + s] = value;
      }
      {
        let e = lid + 128;
        let s = e % 32;
        let d = e / 32;
        let at = first_column + i32(s);
        let depth = k + i32(d);
        var value = 0.0;
        if (at < 80) {
          value = bound1[depth * 80 + at];
        }
        shared1[d * 32 + s] = value;
      }
      {
        let e = lid + 192;
        let s = e % 32;
        let d = e / 32;
        let at = first_column + i32(s);
        let depth = k + i32(d);
        var value = 0.0;
        if (at < 80) {
          value = bound1[depth * 80 + at];
        }
        shared1[d * 32 + s] = value;
      }
      {
        let e = lid + 256;
        let s = e % 32;
        let d = e / 32;
        let at = first_column + i32(s);
        let depth = k + i32(d);
        var value = 0.0;
        if (at < 80) {
          value = bound1[depth * 80 + at];
        }
        shared1[d * 32 + s] = value;
      }
      {
        let e = lid + 320;
        let s = e % 32;
        let d = e / 32;
        let at = first_column + i32(s);
        let depth = k + i32(d);
        var value = 0.0;
        if (at < 80) {
          value = bound1[depth * 80 + at];
        }
        shared1[d * 32 + s] = value;
      }
      {
        let e = lid + 384;
        let s = e % 32;
        let d = e / 32;
        let at = first_column + i32(s);
        let depth = k + i32(d);
        var value = 0.0;
        if (at < 80) {
          value = bound1[depth * 80 + at];
        }
        shared1[d * 32 + s] = value;
      }
      {
        let e = lid + 448;
        let s = e % 32;
        let d = e / 32;
        let at = first_column + i32(s);
        let depth = k + i32(d);
        var value = 0.0;
        if (at < 80) {
          value = bound1[depth * 80 + at];
        }
        shared1[d * 32 + s] = value;
      }
      workgroupBarrier();
      for (var d = 0; d < 16; d++) {
        let x0 = shared0[d * 32 + down + 0];
        let x1 = shared0[d * 32 + down + 8];
        let x2 = shared0[d * 32 + down + 16];
        let x3 = shared0[d * 32 + down + 24];
        let y0 = shared1[d * 32 + across + 0];
        let y1 = shared1[d * 32 + across + 8];
        let y2 = shared1[d * 32 + across + 16];
        let y3 = shared1[d * 32 + across + 24];
        a0_0 += x0 * y0;
        a0_1 += x0 * y1;
        a0_2 += x0 * y2;
        a0_3 += x0 * y3;
        a1_0 += x1 * y0;
        a1_1 += x1 * y1;
        a1_2 += x1 * y2;
        a1_3 += x1 * y3;
        a2_0 += x2 * y0;
        a2_1 += x2 * y1;
        a2_2 += x2 * y2;
        a2_3 += x2 * y3;
        a3_0 += x3 * y0;
        a3_1 += x3 * y1;
        a3_2 += x3 * y2;
        a3_3 += x3 * y3;
      }
      workgroupBarrier();
    }
    {
      let row = first_row + down + 0;
      {
        let column = first_column + across + 0;
        if (column < 80) {
          bound2[row * 80 + column] = a0_0;
        }
      }
      {
        let column = first_column + across + 8;
        if (column < 80) {
          bound2[row * 80 + column] = a0_1;
        }
      }
      {
        let column = first_column + across + 16;
        if (column < 80) {
          bound2[row * 80 + column] = a0_2;
        }
      }
      {
        let column = first_column + across + 24;
        if (column < 80) {
          bound2[row * 80 + column] = a0_3;
        }
      }
    }
    {
      let row = first_row + down + 8;
      {
        let column = first_column + across + 0;
        if (column < 80) {
          bound2[row * 80 + column] = a1_0;
        }
      }
      {
        let column = first_column + across + 8;
        if (column < 80) {
          bound2[row * 80 + column] = a1_1;
        }
      }
      {
        let column = first_column + across + 16;
        if (column < 80) {
          bound2[row * 80 + column] = a1_2;
        }
      }
      {
        let column = first_column + across + 24;
        if (column < 80) {
          bound2[row * 80 + column] = a1_3;
        }
      }
    }
    {
      let row = first_row + down + 16;
      {
        let column = first_column + across + 0;
        if (column < 80) {
          bound2[row * 80 + column] = a2_0;
        }
      }
      {
        let column = first_column + across + 8;
        if (column < 80) {
          bound2[row * 80 + column] = a2_1;
        }
      }
      {
        let column = first_column + across + 16;
        if (column < 80) {
          bound2[row * 80 + column] = a2_2;
        }
      }
      {
        let column = first_column + across + 24;
        if (column < 80) {
          bound2[row * 80 + column] = a2_3;
        }
      }
    }
    {
      let row = first_row + down + 24;
      {
        let column = first_column + across + 0;
        if (column < 80) {
          bound2[row * 80 + column] = a3_0;
        }
      }
      {
        let column = first_column + across + 8;
        if (column < 80) {
          bound2[row * 80 + column] = a3_1;
        }
      }
      {
        let column = first_column + across + 16;
        if (column < 80) {
          bound2[row * 80 + column] = a3_2;
        }
      }
      {
        let column = first_column + across + 24;
        if (column < 80) {
          bound2[row * 80 + column] = a3_3;
        }
      }
    }
  }
}
