// kernel 0 by a workgroup: one workgroup: loop 32×16, scan of 10: contract 32×16×16, loop 32×16, loop 32×16

// kernel 0

@group(0) @binding(0) var<storage, read_write> arena: array<u32>;
@group(0) @binding(1) var<storage, read> bound0: array<f32>;
@group(0) @binding(2) var<storage, read> bound1: array<f32>;
@group(0) @binding(3) var<storage, read_write> bound2: array<f32>;
fn magnitude(x: f32) -> u32 {
  return bitcast<u32>(x) & 0x7fffffffu;
}
fn is_nan(x: f32) -> bool {
  return magnitude(x) > 0x7f800000u;
}
fn with_sign(x: f32, sign: f32) -> f32 {
  return bitcast<f32>((bitcast<u32>(x) & 0x7fffffffu) | (bitcast<u32>(sign) & 0x80000000u));
}
fn tanh_f32(x: f32) -> f32 {
  let square = x * x;
  let p = (((((-2.76076847742355e-16f * square + 2.00018790482477e-13f) * square - 8.60467152213735e-11f) * square + 5.12229709037114e-8f) * square + 0.0000148572235717979f) * square + 0.000637261928875436f) * square + 0.00489352455891786f;
  let q = ((0.00000119825839466702f * square + 0.000118534705686654f) * square + 0.002268434632439f) * square + 0.00489352518554385f;
  return select(select(x * (p / q), with_sign(1, x), abs(x) > 7.90531110763549805f), x, is_nan(x));
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
    for (var p0 = lid; p0 < 512; p0 += 64u) {
      let i0 = i32(p0);
      arena[i0] = bitcast<u32>(0.0);
      arena[i0 + 512] = bitcast<u32>(0.0);
    }
  }
  for (var t0 = 0; t0 < 10; t0++) {
    storageBarrier();
    {
      for (var unit0 = lid; unit0 < 128; unit0 += 64u) {
        let row = i32(unit0 / 4);
        let column = i32(unit0 % 4);
        let row0 = row;
        let column0 = column * 4;
        let column1 = column * 4 + 1;
        let column2 = column * 4 + 2;
        let column3 = column * 4 + 3;
        var a00 = 0.0;
        var a01 = 0.0;
        var a02 = 0.0;
        var a03 = 0.0;
        for (var k = 0; k < 16; k++) {
          let x0 = bitcast<f32>(arena[row0 * 16 + k + 512]);
          let y0 = bound0[k * 16 + column0];
          let y1 = bound0[k * 16 + column1];
          let y2 = bound0[k * 16 + column2];
          let y3 = bound0[k * 16 + column3];
          a00 += x0 * y0;
          a01 += x0 * y1;
          a02 += x0 * y2;
          a03 += x0 * y3;
        }
        arena[row0 * 16 + column0 + 1536] = bitcast<u32>(a00);
        arena[row0 * 16 + column1 + 1536] = bitcast<u32>(a01);
        arena[row0 * 16 + column2 + 1536] = bitcast<u32>(a02);
        arena[row0 * 16 + column3 + 1536] = bitcast<u32>(a03);
      }
    }
    storageBarrier();
    {
      let base0 = t0 * 512;
      for (var p1 = lid; p1 < 512; p1 += 64u) {
        let i0 = i32(p1);
        let e0 = bitcast<f32>(arena[i0 + 1536]);
        let e1 = bound1[i0 + base0];
        let e2 = e0 + e1;
        let e3 = tanh_f32(e2);
        arena[i0 + 1024] = bitcast<u32>(e3);
      }
    }
    {
      for (var p2 = lid; p2 < 512; p2 += 64u) {
        let next0 = bitcast<f32>(arena[p2 + 1024]);
        arena[p2 + 512] = bitcast<u32>(next0);
      }
    }
  }
  {
    for (var p3 = lid; p3 < 512; p3 += 64u) {
      let i0 = i32(p3);
      let e0 = bitcast<f32>(arena[i0 + 512]);
      bound2[i0] = e0;
    }
  }
}
