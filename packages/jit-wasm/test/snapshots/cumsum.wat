(module
  (import "env" "memory" (memory 1))
  (func $cumulative0
    (local $p i32) (local $p.1 i32) (local $sum f64) (local $n i32) (local $n.1 i32)
    (set $p (i32.const 0))
    (set $p.1 (i32.const 0))
    (set $sum (f64.const 0))
    (set $n (i32.const 4))
    (loop $again
      (set $sum (f64.const 0))
      (set $n.1 (i32.const 500))
      (loop $again
        (set $sum (f64.add $sum (f64.promote_f32 (f32.load +64 $p))))
        (f32.store +8064 $p.1 (f32.demote_f64 $sum))
        (set $p (i32.add $p (i32.const 4)))
        (set $p.1 (i32.add $p.1 (i32.const 4)))
        (set $n.1 (i32.sub $n.1 (i32.const 1)))
        (br_if $again $n.1))
      (set $p (i32.add $p (i32.const -2000)))
      (set $p.1 (i32.add $p.1 (i32.const -2000)))
      (set $p (i32.add $p (i32.const 2000)))
      (set $p.1 (i32.add $p.1 (i32.const 2000)))
      (set $n (i32.sub $n (i32.const 1)))
      (br_if $again $n))
    (set $p (i32.add $p (i32.const -8000)))
    (set $p.1 (i32.add $p.1 (i32.const -8000))))
  (func $run
    (call $cumulative0))
  (export "run" (func $run)))
