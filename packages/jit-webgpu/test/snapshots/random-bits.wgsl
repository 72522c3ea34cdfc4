// kernel 0 by a workgroup: loop 64

// kernel 0

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
  let c0 = 0u;
  let e1_0 = bound0[0];
  let e4_0 = c0 ^ e1_0;
  let e6_0 = e4_0 ^ 466688986u;
  let e7_0 = c0 + c0;
  if (lid < 64) {
    let i0 = i32(lid);
    let e3 = bitcast<u32>(i0);
    let e8 = e3 + e1_0;
    let e9 = e7_0 + e8;
    let e11 = shift_left_u32(e8, 13u);
    let e13 = shift_right_u32(e8, 19u);
    let e14 = e11 | e13;
    let e15 = e14 ^ e9;
    let e16 = e9 + e15;
    let e18 = shift_left_u32(e15, 15u);
    let e20 = shift_right_u32(e15, 17u);
    let e21 = e18 | e20;
    let e22 = e21 ^ e16;
    let e23 = e16 + e22;
    let e25 = shift_left_u32(e22, 26u);
    let e27 = shift_right_u32(e22, 6u);
    let e28 = e25 | e27;
    let e29 = e28 ^ e23;
    let e30 = e23 + e29;
    let e31 = shift_left_u32(e29, 6u);
    let e32 = shift_right_u32(e29, 26u);
    let e33 = e31 | e32;
    let e34 = e33 ^ e30;
    let e35 = e30 + e1_0;
    let e36 = e34 + e6_0;
    let e38 = e36 + 1u;
    let e39 = e35 + e38;
    let e40 = shift_left_u32(e38, 17u);
    let e41 = shift_right_u32(e38, 15u);
    let e42 = e40 | e41;
    let e43 = e42 ^ e39;
    let e44 = e39 + e43;
    let e46 = shift_left_u32(e43, 29u);
    let e48 = shift_right_u32(e43, 3u);
    let e49 = e46 | e48;
    let e50 = e49 ^ e44;
    let e51 = e44 + e50;
    let e53 = shift_left_u32(e50, 16u);
    let e54 = shift_right_u32(e50, 16u);
    let e55 = e53 | e54;
    let e56 = e55 ^ e51;
    let e57 = e51 + e56;
    let e59 = shift_left_u32(e56, 24u);
    let e61 = shift_right_u32(e56, 8u);
    let e62 = e59 | e61;
    let e63 = e62 ^ e57;
    let e64 = e57 + e6_0;
    let e65 = e63 + c0;
    let e67 = e65 + 2u;
    let e68 = e64 + e67;
    let e69 = shift_left_u32(e67, 13u);
    let e70 = shift_right_u32(e67, 19u);
    let e71 = e69 | e70;
    let e72 = e71 ^ e68;
    let e73 = e68 + e72;
    let e74 = shift_left_u32(e72, 15u);
    let e75 = shift_right_u32(e72, 17u);
    let e76 = e74 | e75;
    let e77 = e76 ^ e73;
    let e78 = e73 + e77;
    let e79 = shift_left_u32(e77, 26u);
    let e80 = shift_right_u32(e77, 6u);
    let e81 = e79 | e80;
    let e82 = e81 ^ e78;
    let e83 = e78 + e82;
    let e84 = shift_left_u32(e82, 6u);
    let e85 = shift_right_u32(e82, 26u);
    let e86 = e84 | e85;
    let e87 = e86 ^ e83;
    let e88 = e83 + c0;
    let e89 = e87 + e1_0;
    let e90 = e89 + 3u;
    let e91 = e88 + e90;
    let e92 = shift_left_u32(e90, 17u);
    let e93 = shift_right_u32(e90, 15u);
    let e94 = e92 | e93;
    let e95 = e94 ^ e91;
    let e96 = e91 + e95;
    let e97 = shift_left_u32(e95, 29u);
    let e98 = shift_right_u32(e95, 3u);
    let e99 = e97 | e98;
    let e100 = e99 ^ e96;
    let e101 = e96 + e100;
    let e102 = shift_left_u32(e100, 16u);
    let e103 = shift_right_u32(e100, 16u);
    let e104 = e102 | e103;
    let e105 = e104 ^ e101;
    let e106 = e101 + e105;
    let e107 = shift_left_u32(e105, 24u);
    let e108 = shift_right_u32(e105, 8u);
    let e109 = e107 | e108;
    let e110 = e109 ^ e106;
    let e111 = e106 + e1_0;
    let e112 = e110 + e6_0;
    let e114 = e112 + 4u;
    let e115 = e111 + e114;
    let e116 = shift_left_u32(e114, 13u);
    let e117 = shift_right_u32(e114, 19u);
    let e118 = e116 | e117;
    let e119 = e118 ^ e115;
    let e120 = e115 + e119;
    let e121 = shift_left_u32(e119, 15u);
    let e122 = shift_right_u32(e119, 17u);
    let e123 = e121 | e122;
    let e124 = e123 ^ e120;
    let e125 = e120 + e124;
    let e126 = shift_left_u32(e124, 26u);
    let e127 = shift_right_u32(e124, 6u);
    let e128 = e126 | e127;
    let e129 = e128 ^ e125;
    let e130 = e125 + e129;
    let e131 = shift_left_u32(e129, 6u);
    let e132 = shift_right_u32(e129, 26u);
    let e133 = e131 | e132;
    let e134 = e133 ^ e130;
    let e135 = e130 + e6_0;
    let e136 = e134 + c0;
    let e138 = e136 + 5u;
    let e139 = e135 ^ e138;
    bound1[i0] = e139;
  }
}
