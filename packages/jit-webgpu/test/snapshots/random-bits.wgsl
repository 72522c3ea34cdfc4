// kernel 0 by a workgroup: one workgroup: loop 1, loop 64

// kernel 0

@group(0) @binding(0) var<storage, read_write> arena: array<u32>;
@group(0) @binding(1) var<storage, read> bound0: array<u32>;
@group(0) @binding(2) var<storage, read_write> bound1: array<u32>;
fn shift_left_u32(x: u32, y: u32) -> u32 {
  return select(0, x << (u32(y) & 31u), u32(y) < 32u);
}
fn shift_right_u32(x: u32, y: u32) -> u32 {
  return select(0, u32(u32(x) >> (u32(y) & 31u)), u32(y) < 32u);
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
    let e1_0 = bound0[0];
    if (lid < 1) {
      arena[0] = 0u;
      arena[1] = e1_0;
    }
  }
  storageBarrier();
  {
    let e0_0 = arena[0];
    let e1_1 = arena[1];
    let e5_0 = e0_0 ^ e1_1;
    let e7_0 = e5_0 ^ 466688986u;
    let e8_0 = 0u + e0_0;
    if (lid < 64) {
      let i0 = i32(lid);
      let e4 = bitcast<u32>(i0);
      let e9 = e4 + e1_1;
      let e10 = e8_0 + e9;
      let e12 = shift_left_u32(e9, 13u);
      let e14 = shift_right_u32(e9, 19u);
      let e15 = e12 | e14;
      let e16 = e15 ^ e10;
      let e17 = e10 + e16;
      let e19 = shift_left_u32(e16, 15u);
      let e21 = shift_right_u32(e16, 17u);
      let e22 = e19 | e21;
      let e23 = e22 ^ e17;
      let e24 = e17 + e23;
      let e26 = shift_left_u32(e23, 26u);
      let e28 = shift_right_u32(e23, 6u);
      let e29 = e26 | e28;
      let e30 = e29 ^ e24;
      let e31 = e24 + e30;
      let e32 = shift_left_u32(e30, 6u);
      let e33 = shift_right_u32(e30, 26u);
      let e34 = e32 | e33;
      let e35 = e34 ^ e31;
      let e36 = e31 + e1_1;
      let e37 = e35 + e7_0;
      let e39 = e37 + 1u;
      let e40 = e36 + e39;
      let e41 = shift_left_u32(e39, 17u);
      let e42 = shift_right_u32(e39, 15u);
      let e43 = e41 | e42;
      let e44 = e43 ^ e40;
      let e45 = e40 + e44;
      let e47 = shift_left_u32(e44, 29u);
      let e49 = shift_right_u32(e44, 3u);
      let e50 = e47 | e49;
      let e51 = e50 ^ e45;
      let e52 = e45 + e51;
      let e54 = shift_left_u32(e51, 16u);
      let e55 = shift_right_u32(e51, 16u);
      let e56 = e54 | e55;
      let e57 = e56 ^ e52;
      let e58 = e52 + e57;
      let e60 = shift_left_u32(e57, 24u);
      let e62 = shift_right_u32(e57, 8u);
      let e63 = e60 | e62;
      let e64 = e63 ^ e58;
      let e65 = e58 + e7_0;
      let e66 = e64 + e0_0;
      let e68 = e66 + 2u;
      let e69 = e65 + e68;
      let e70 = shift_left_u32(e68, 13u);
      let e71 = shift_right_u32(e68, 19u);
      let e72 = e70 | e71;
      let e73 = e72 ^ e69;
      let e74 = e69 + e73;
      let e75 = shift_left_u32(e73, 15u);
      let e76 = shift_right_u32(e73, 17u);
      let e77 = e75 | e76;
      let e78 = e77 ^ e74;
      let e79 = e74 + e78;
      let e80 = shift_left_u32(e78, 26u);
      let e81 = shift_right_u32(e78, 6u);
      let e82 = e80 | e81;
      let e83 = e82 ^ e79;
      let e84 = e79 + e83;
      let e85 = shift_left_u32(e83, 6u);
      let e86 = shift_right_u32(e83, 26u);
      let e87 = e85 | e86;
      let e88 = e87 ^ e84;
      let e89 = e84 + e0_0;
      let e90 = e88 + e1_1;
      let e91 = e90 + 3u;
      let e92 = e89 + e91;
      let e93 = shift_left_u32(e91, 17u);
      let e94 = shift_right_u32(e91, 15u);
      let e95 = e93 | e94;
      let e96 = e95 ^ e92;
      let e97 = e92 + e96;
      let e98 = shift_left_u32(e96, 29u);
      let e99 = shift_right_u32(e96, 3u);
      let e100 = e98 | e99;
      let e101 = e100 ^ e97;
      let e102 = e97 + e101;
      let e103 = shift_left_u32(e101, 16u);
      let e104 = shift_right_u32(e101, 16u);
      let e105 = e103 | e104;
      let e106 = e105 ^ e102;
      let e107 = e102 + e106;
      let e108 = shift_left_u32(e106, 24u);
      let e109 = shift_right_u32(e106, 8u);
      let e110 = e108 | e109;
      let e111 = e110 ^ e107;
      let e112 = e107 + e1_1;
      let e113 = e111 + e7_0;
      let e115 = e113 + 4u;
      let e116 = e112 + e115;
      let e117 = shift_left_u32(e115, 13u);
      let e118 = shift_right_u32(e115, 19u);
      let e119 = e117 | e118;
      let e120 = e119 ^ e116;
      let e121 = e116 + e120;
      let e122 = shift_left_u32(e120, 15u);
      let e123 = shift_right_u32(e120, 17u);
      let e124 = e122 | e123;
      let e125 = e124 ^ e121;
      let e126 = e121 + e125;
      let e127 = shift_left_u32(e125, 26u);
      let e128 = shift_right_u32(e125, 6u);
      let e129 = e127 | e128;
      let e130 = e129 ^ e126;
      let e131 = e126 + e130;
      let e132 = shift_left_u32(e130, 6u);
      let e133 = shift_right_u32(e130, 26u);
      let e134 = e132 | e133;
      let e135 = e134 ^ e131;
      let e136 = e131 + e7_0;
      let e137 = e135 + e0_0;
      let e139 = e137 + 5u;
      let e140 = e136 ^ e139;
      bound1[i0] = e140;
    }
  }
}
