import { array, cond, makeJaxpr, scan, type NDArray } from "@proj/array";
import { abstractArray, bind, formatJaxpr, stage, type FlatJvpRule } from "@proj/array/core";
import { describe, expect, it } from "vitest";

const vector = array([1, 2, 3]);
const print = (f: (...args: NDArray[]) => unknown, ...args: NDArray[]): string => String(makeJaxpr(f)(...args));

describe("a printed Jaxpr", () => {
  it("stands on one line if it is short", () => {
    expect(print((x) => bind("sin", [x], {})[0], vector)).toBe("{ lambda ; a:f32[3]. let b:f32[3] = sin a in (b,) }");
  });

  it("has one line for each equation if it is long", () => {
    const program = print(
      (x, y) => [x.mul(y).sum({ axis: 1 }), x.reshape([3, 2]).T],
      array([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      vector,
    );
    expect(program).toMatchInlineSnapshot(`
      "{ lambda ; a:f32[2,3] b:f32[3]. let
          c:f32[2,3] = broadcast_in_dim[shape=(2, 3) broadcast_dimensions=(1,)] b
          d:f32[2,3] = mul a c
          e:f32[2] = reduce_sum[axes=(1,)] d
          f:f32[3,2] = reshape[shape=(3, 2)] a
          g:f32[2,3] = transpose[permutation=(1, 0)] f
        in (e, g) }"
    `);
  });

  it("writes constants before the semicolon", () => {
    expect(print((x) => x.add(vector), vector)).toBe("{ lambda a:f32[3]; b:f32[3]. let c:f32[3] = add b a in (c,) }");
  });

  it("writes known scalars with their types", () => {
    const literals = (x: NDArray) => [
      x.mul(0.5),
      x.add(2),
      x.mul(-Infinity),
      x.astype("int32").add(7),
      x.eq(x).ne(true),
      x.add(NaN),
    ];
    expect(print(literals, vector)).toMatchInlineSnapshot(`
      "{ lambda ; a:f32[3]. let
          b:f32[3] = mul a 0.5:f32[]
          c:f32[3] = add a 2.0:f32[]
          d:f32[3] = mul a -inf:f32[]
          e:i32[3] = convert_element_type[dtype=int32 weak_type=False] a
          f:i32[3] = add e 7:i32[]
          g:bool[3] = eq a a
          h:bool[3] = ne g True:bool[]
          i:f32[3] = add a nan:f32[]
        in (b, c, d, f, h, i) }"
    `);
  });

  it("marks results that nobody reads", () => {
    expect(print((x) => bind("split", [x], { sizes: [1, 2], axis: 0 })[1], vector)).toMatchInlineSnapshot(
      `"{ lambda ; a:f32[3]. let _:f32[1] b:f32[2] = split[sizes=(1, 2) axis=0] a in (b,) }"`,
    );
  });

  it("writes out what is returned without a computation", () => {
    expect(print((x) => [x, 1], vector)).toBe("{ lambda ; a:f32[3]. let in (a, 1.0:f32[]) }");
  });

  it("spreads inner Jaxprs, nested ones too, over lines of their own", () => {
    const program = print(
      (xs) =>
        scan(
          (c: NDArray, x: NDArray) => [
            cond(
              x.gt(c),
              () => bind("sin", [x.add(c)], {})[0],
              () => c.mul(x).sub(x),
            ),
            { y: x, twice: x.mul(2) },
          ],
          array(0.5),
          xs,
        ),
      vector,
    );
    expect(program).toMatchInlineSnapshot(`
      "{ lambda ; a:f32[3]. let
          b:f32[] c:f32[3] d:f32[3] = scan[
            jaxpr={ lambda ; e:f32[] f:f32[]. let
                g:bool[] = gt f e
                h:i32[] = convert_element_type[dtype=int32 weak_type=False] g
                i:f32[] = cond[
                  branches=(
                    { lambda ; j:f32[] k:f32[]. let l:f32[] = mul j k; m:f32[] = sub l k in (m,) }
                    { lambda ; n:f32[] o:f32[]. let p:f32[] = add o n; q:f32[] = sin p in (q,) }
                  )
                ] h e f
                r:f32[] = mul f 2.0:f32[]
              in (i, r, f) }
            num_consts=0
            num_carry=1
            length=3
            reverse=False
          ] 0.5:f32[] a
        in (b, c, d) }"
    `);
  });

  it("writes structured parameters, and functions by their names", () => {
    const x = abstractArray([3], "float32");
    const inner = stage(([a]) => [a!.neg()], [x], "test").jaxpr;
    const negateRule: FlatJvpRule = ([a], [da]) => [[a!.neg()], [da?.neg() ?? null]];
    const { jaxpr } = stage(
      ([a]) => bind("customJvpCall", [a!], { name: "negate", jaxpr: inner, rule: negateRule }),
      [x],
      "test",
    );
    expect(formatJaxpr(jaxpr)).toMatchInlineSnapshot(`
      "{ lambda ; a:f32[3]. let
          b:f32[3] = custom_jvp_call[name=negate jaxpr={ lambda ; c:f32[3]. let d:f32[3] = neg c in (d,) } rule=negateRule] a
        in (b,) }"
    `);
    expect(print((a) => a.at(array([0, 2], { dtype: "int32" })).get(), vector)).toMatchInlineSnapshot(`
      "{ lambda a:i32[2]; b:f32[3]. let
          c:bool[2] = lt a 0:i32[]
          d:i32[2] = add a 3:i32[]
          e:i32[2] = select c d a
          f:i32[2,1] = reshape[shape=(2, 1)] e
          g:f32[2] = gather[
            dimensions={offset_dims=() collapsed_slice_dims=(0,) operand_batching_dims=() indices_batching_dims=() start_index_map=(0,)}
            slice_sizes=(1,)
            mode=clip
            fill_value=NaN
          ] b f
        in (g,) }"
    `);
  });

  it("names variables a … z, aa, ab …", () => {
    const many = print((x) => Array.from({ length: 30 }).reduce<NDArray>((sum) => sum.add(x), x), vector);
    expect(many).toContain("z:f32[3] = add y a");
    expect(many).toContain("aa:f32[3] = add z a");
    expect(many).toContain("in (ae,)");
  });
});
