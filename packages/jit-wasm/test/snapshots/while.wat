(module
  (import "env" "memory" (memory 1))
  (func $loop0
    (local $v v128) (local $v.1 v128)
    (set $v (v128.load32_splat +64 (i32.const 0)))
    (v128.store32_lane +128 0 (i32.const 0) $v)
    (set $v.1 (v128.const i32x4 0x00000000))
    (v128.store32_lane +256 0 (i32.const 0) $v.1))
  (func $loop2
    (local $v v128) (local $v.1 v128) (local $v.2 v128) (local $v.3 v128)
    (set $v (v128.load32_splat +128 (i32.const 0)))
    (set $v.1 (v128.load32_splat +256 (i32.const 0)))
    (set $v.2 (f32x4.sub $v $v.1))
    (set $v.3 (f32x4.gt (f32x4.abs $v.2) (v128.const i32x4 0x358637bd)))
    (i32.store8 +384 (i32.const 0) (i32.and (i32x4.extract_lane 0 $v.3) (i32.const 1))))
  (func $loop3
    (local $v v128) (local $v.1 v128) (local $v.2 v128)
    (set $v (v128.load32_splat +128 (i32.const 0)))
    (set $v.1 (v128.load32_splat +64 (i32.const 0)))
    (set $v.2 (f32x4.mul (f32x4.add $v (f32x4.div $v.1 $v)) (v128.const i32x4 0x3f000000)))
    (v128.store32_lane +192 0 (i32.const 0) $v.2)
    (v128.store32_lane +320 0 (i32.const 0) $v))
  (func $run
    (call $loop0)
    (block $done
      (loop $while1
        (call $loop2)
        (br_if $done (i32.eqz (i32.load8_u (i32.const 384))))
        (call $loop3)
        (memory.copy (i32.const 128) (i32.const 192) (i32.const 4))
        (memory.copy (i32.const 256) (i32.const 320) (i32.const 4))
        (br $while1))))
  (export "run" (func $run)))
