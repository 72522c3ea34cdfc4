import type { NDArray } from "@proj/array";
import { add, array, bitwiseAnd, matmul, ones, scan, sum, zeros } from "@proj/array";
import { grad, vmap } from "@proj/autodiff";
import { jit, setDefaultTarget } from "@proj/jit";
import { wasm } from "@proj/jit-wasm";
import { GRUCell, loadLeaves, saveLeaves } from "@proj/module";
import { adam, applyUpdates } from "@proj/optim";
import { key } from "@proj/random";
import { map } from "@proj/tree";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openRunFolder } from "../cli/run-folder/run-folder.ts";

setDefaultTarget(wasm());

const folder = mkdtempSync(join(tmpdir(), "feedbax-errors-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The message of what an action throws, which has to have the four parts. */
function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toMatchObject({
      operation: expect.any(String) as string,
      received: expect.any(String) as string,
      expected: expect.any(String) as string,
      remedy: expect.any(String) as string,
    });
    return (error as Error).message
      .replaceAll(folder, "<folder>")
      .replaceAll(import.meta.dirname, "<tests>")
      .replace(/:\d+:\d+/, ":<line>");
  }
  throw new Error("nothing was thrown");
}

describe("arrays of wrong shapes", () => {
  test("are refused by elementwise functions", () => {
    expect(messageOf(() => add(zeros([2]), zeros([3])))).toMatchInlineSnapshot(`
      "add received arrays of shapes [2] and [3]
        expected: axes that are equal, or 1, counted from the last
        to fix:   reshape or transpose one array, or insert an axis of length 1 with expandDims"
    `);
  });

  test("are refused by products", () => {
    expect(messageOf(() => matmul(zeros([2, 3]), zeros([2, 3])))).toMatchInlineSnapshot(`
      "matmul received float32[2,3] and float32[2,3]
        expected: the last axis of the first as long as the second-last (or only) axis of the second
        to fix:   transpose one of the arrays so that the contracted axes agree"
    `);
  });

  test("are refused by layers", () => {
    const cell = GRUCell.init(8, 50, { key: key(0) });
    expect(messageOf(() => cell.call(zeros([6]), zeros([50])))).toMatchInlineSnapshot(`
      "GRUCell.call received input: float32[6], for a weight float32[150,8]
        expected: an array whose last axis has length 8
        to fix:   give inputs of size 8, or build the layer for another size (it gives 150 numbers for 8)"
    `);
  });

  test("are refused where they are to be mapped together", () => {
    expect(messageOf(() => vmap(add)(zeros([2, 3]), zeros([4, 3])))).toMatchInlineSnapshot(`
      "vmap received arguments[0]: float32[2,3] has 2 along axis 0; arguments[1]: float32[4,3] has 4 along axis 0
        expected: one length of all mapped axes
        to fix:   correct inAxes (null for what all members share), or the arrays"
    `);
  });
});

describe("arrays of wrong dtypes", () => {
  test("are refused by functions of whole numbers", () => {
    expect(messageOf(() => bitwiseAnd(array([1.5]), array([2.5])))).toMatchInlineSnapshot(`
      "bitwiseAnd received float32[1]
        expected: an array of bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64
        to fix:   compare, or convert with astype"
    `);
  });

  test("are refused as what to differentiate by", () => {
    const f = (x: NDArray) => sum(x.mul(x));
    expect(messageOf(() => grad(f)(array(new Int32Array([1, 2]))))).toMatchInlineSnapshot(`
      "grad received int32[2] at argument 0
        expected: floating-point arrays in the arguments that are differentiated
        to fix:   convert it with astype("float32"), choose others with argnums, or pass { allowInt: true }"
    `);
  });

  test("are refused where a loop has to give back what it was given", () => {
    const count = (carry: NDArray, x: NDArray): [NDArray, null] => [carry.add(x), null];
    expect(messageOf(() => scan(count, array(new Int32Array([0])).get(0), ones([3])))).toMatchInlineSnapshot(`
      "scan received a body that takes carry as int32[] and returns it as float32[]
        expected: a carry whose shapes and dtypes the body does not change
        to fix:   convert what the body returns (astype, reshape), or start from an initial value of the type that it returns"
    `);
  });
});

describe("trees that do not match", () => {
  test("are refused by a map over them, with the first differing node", () => {
    const plus = (x: number, y: number) => x + y;
    expect(messageOf(() => map(plus, { net: { bias: 1 } }, { net: { weight: 2 } } as never))).toMatchInlineSnapshot(`
      "map received different keys at rest[0]['net']: object without key 'bias' and with the additional key 'weight'
        expected: object with key 'bias', as in PyTreeDef({'net': {'bias': *}})
        to fix:   give both the same keys, and null for what is absent"
    `);
  });

  test("are refused by an optimiser", () => {
    const optimizer = adam(0.01);
    const state = optimizer.init({ weight: zeros([2]) });
    expect(messageOf(() => optimizer.update({ bias: zeros([2]) }, state))).toMatchInlineSnapshot(`
      "scaleByAdam received different keys at mu: object without key 'bias' and with the additional key 'weight'
        expected: object with key 'bias', as in PyTreeDef({'bias': *})
        to fix:   give both the same keys, and null for what is absent"
    `);
  });

  test("are refused as updates", () => {
    expect(messageOf(() => applyUpdates([zeros([2])], [zeros([2]), zeros([2])] as never))).toMatchInlineSnapshot(`
      "applyUpdates received different lengths at updates: list of length 2
        expected: list of length 1, as in PyTreeDef([*])
        to fix:   give both lists the same number of elements"
    `);
  });
});

describe("values that are not known while a function is traced", () => {
  test("cannot decide an if", () => {
    const rectify = jit(function rectify(x: NDArray) {
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- what is tested: an array is always true
      if (x.gt(0)) return x;
      return x.neg();
    });
    expect(messageOf(() => rectify(array(-1)))).toMatchInlineSnapshot(`
      "jit(rectify) received an array, the result of "gt", as the condition of an if, a while, && or ?:
        expected: control flow that does not depend on arrays: to JavaScript every object is true
        to fix:   use where, cond or whileLoop, or mark the argument as static"
    `);
  });

  test("cannot be used after the trace has ended", () => {
    let leaked: NDArray | undefined;
    jit(function remember(x: NDArray) {
      leaked = x.mul(2);
      return x;
    })(ones([3]));
    expect(messageOf(() => leaked?.add(1))).toMatchInlineSnapshot(`
      "add received a traced array float32[3] that outlived jit(remember), made at remember (<tests>/errors.test.ts:<line>)
        expected: arrays that are still being traced, or concrete arrays
        to fix:   return the value from the function instead of storing it outside"
    `);
  });
});

describe("derivatives", () => {
  test("are of scalars only", () => {
    expect(messageOf(() => grad((x: NDArray) => x.mul(x))(ones([3])))).toMatchInlineSnapshot(`
      "grad received a function that returned float32[3]
        expected: a function whose result is one floating-point scalar, of shape []
        to fix:   reduce the result (sum, mean), or use jacrev, jacfwd or vjp"
    `);
  });
});

describe("a donated array", () => {
  test("cannot be used again", () => {
    const double = jit((x: NDArray) => x.mul(2), { donateArgnums: [0], name: "double" });
    const x = ones([3]);
    double(x);
    expect(messageOf(() => x.add(1))).toMatchInlineSnapshot(`
      "add received an array float32[3] whose memory was given to jit(double)
        expected: an array that has not been donated
        to fix:   use the result of jit(double) instead, or do not donate this argument"
    `);
  });
});

describe("a model's file", () => {
  const model = GRUCell.init(8, 50, { key: key(0) });
  const bytes = saveLeaves(model);

  test("is refused when it is truncated", () => {
    expect(messageOf(() => loadLeaves(bytes.slice(0, 1000), model))).toMatchInlineSnapshot(`
      "loadLeaves received 1000 bytes: "weightIh" ends at byte 4800 of 680 bytes of values
        expected: a whole file in the safetensors format
        to fix:   read the file again in binary mode; if it was cut off while it was written, use an earlier one"
    `);
    expect(messageOf(() => loadLeaves(bytes.slice(0, 5), model))).toMatchInlineSnapshot(`
      "loadLeaves received 5 bytes: too few for the length of the header
        expected: a whole file in the safetensors format
        to fix:   read the file again in binary mode; if it was cut off while it was written, use an earlier one"
    `);
  });

  test("is refused when it is of another model", () => {
    const other = GRUCell.init(8, 20, { key: key(0) });
    expect(messageOf(() => loadLeaves(bytes, other))).toMatchInlineSnapshot(`
      "loadLeaves received F32[150,8] for the leaf at tree.weightIh
        expected: F32[60,8]
        to fix:   build the tree with the sizes and dtypes with which the file was written"
    `);
  });
});

describe("an output folder", () => {
  test("is refused when nothing can be written there, and nothing is left behind", () => {
    const file = join(folder, "notes.txt");
    writeFileSync(file, "notes");
    expect(messageOf(() => openRunFolder("train", join(file, "run")))).toMatchInlineSnapshot(`
      "train received the output folder <folder>/notes.txt/run, where a part of the path is a file
        expected: a folder in which files can be made
        to fix:   choose another one with --output, or correct its permissions"
    `);
    expect(readdirSync(folder)).toEqual(["notes.txt"]);
    expect(readFileSync(file, "utf8")).toBe("notes");
  });
});
