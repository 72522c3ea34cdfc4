(module
  (import "env" "memory" (memory 1))
  (func $loop0
    (local $p i32) (local $n i32) (local $v v128) (local $v.1 v128) (local $v.2 v128) (local $v.3 v128) (local $v.4 v128)
    (set $p (i32.const 0))
    (set $n (i32.const 250))
    (loop $again
      (set $v (v128.load +64 $p))
      (set $v.1 (v128.load +4096 $p))
      (set $v.2 (f32x4.add (f32x4.mul $v $v.1) (v128.const i32x4 0x3f800000)))
      (set $v.3 (f32x4.pmin (f32x4.mul $v.2 $v.2) (v128.const i32x4 0x4279f9cc)))
      (set $v.4 (f32x4.pmax (f32x4.pmin (f32x4.mul $v.2 (f32x4.div (f32x4.add (f32x4.mul (f32x4.add (f32x4.mul (f32x4.add (f32x4.mul (f32x4.add (f32x4.mul (f32x4.add (f32x4.mul (f32x4.add (f32x4.mul (v128.const i32x4 0xa59f25c0) $v.3) (v128.const i32x4 0x2a61337e)) $v.3) (v128.const i32x4 0xaebd37ff)) $v.3) (v128.const i32x4 0x335c0041)) $v.3) (v128.const i32x4 0x3779434a)) $v.3) (v128.const i32x4 0x3a270ded)) $v.3) (v128.const i32x4 0x3ba059dc)) (f32x4.add (f32x4.mul (f32x4.add (f32x4.mul (f32x4.add (f32x4.mul (v128.const i32x4 0x35a0d3d8) $v.3) (v128.const i32x4 0x38f895d6)) $v.3) (v128.const i32x4 0x3b14aa05)) $v.3) (v128.const i32x4 0x3ba059dd)))) (v128.const i32x4 0x3f800000)) (v128.const i32x4 0xbf800000)))
      (v128.store +8128 $p $v.4)
      (set $p (i32.add $p (i32.const 16)))
      (set $n (i32.sub $n (i32.const 1)))
      (br_if $again $n)))
  (func $run
    (call $loop0))
  (export "run" (func $run)))
