import { array, nn, type NDArray } from "@proj/array";
import { vmap } from "@proj/autodiff";
import {
  filterEvalShape,
  GRUCell,
  Linear,
  loadLeaves,
  MLP,
  savedMetadata,
  saveLeaves,
  treeAt,
  treeEqual,
} from "@proj/module";
import { key } from "@proj/random";
import { describe, expect, test } from "vitest";

const make = (seed: number): MLP => MLP.init(2, 1, { widthSize: 3, depth: 1, key: key(seed), activation: nn.tanh });

/** The header of a file, and the file with another header. */
const headerOf = (bytes: Uint8Array): string => {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  return new TextDecoder().decode(bytes.subarray(8, 8 + length));
};
const withHeader = (bytes: Uint8Array, change: (header: string) => string): Uint8Array => {
  const old = headerOf(bytes);
  const json = new TextEncoder().encode(change(old));
  const file = new Uint8Array(8 + json.length + bytes.length - 8 - old.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  file.set(bytes.subarray(8 + old.length), 8 + json.length);
  return file;
};

describe("saveLeaves and loadLeaves", () => {
  test("undo each other", () => {
    const model = make(0);
    const loaded = loadLeaves(saveLeaves(model), make(1));
    expect(loaded).toBeInstanceOf(MLP);
    expect(treeEqual(loaded, model)).toBe(true);
    expect(treeEqual(make(1), model)).toBe(false);
  });

  test("keep every dtype, and every value of it", () => {
    const tree = {
      f32: array(Float32Array.of(0.1, -0, Infinity, NaN)),
      f16: array([0.1, -0, 65504, 2 ** -24, NaN], { dtype: "float16" }),
      f64: array(Float64Array.of(0.1, 2 ** -1074)),
      i32: array(Int32Array.of(-(2 ** 31), 7)),
      u32: array(Uint32Array.of(2 ** 32 - 1)),
      bool: array([[true, false]]),
      empty: array(new Float32Array(0)),
      scalar: array(Float32Array.of(3)).reshape([]),
    };
    const loaded = loadLeaves(saveLeaves(tree), tree);
    for (const name of Object.keys(tree) as (keyof typeof tree)[]) {
      expect(loaded[name].dtype).toBe(tree[name].dtype);
      expect(loaded[name].shape).toEqual(tree[name].shape);
      expect(loaded[name].dataSync()).toEqual(tree[name].dataSync());
    }
  });

  test("store halves as two bytes each", () => {
    const file = saveLeaves({ weight: array([1.5, -2], { dtype: "float16" }) });
    expect(headerOf(file)).toContain('"weight":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}');
    expect([...file.subarray(-4)]).toEqual([0x00, 0x3e, 0x00, 0xc0]);
  });

  test("keep numbers and booleans, and take other leaves from the tree", () => {
    const text = "mine";
    const loaded = loadLeaves(saveLeaves({ n: 0.1, flag: true, f: nn.relu, text: "theirs" }), {
      n: 1,
      flag: false,
      f: nn.tanh,
      text,
    });
    expect(loaded).toEqual({ n: 0.1, flag: true, f: nn.tanh, text });
  });

  test("need no model of the right values, only its shapes", () => {
    const model = make(0);
    expect(
      treeEqual(
        loadLeaves(
          saveLeaves(model),
          filterEvalShape(() => make(0)),
        ),
        model,
      ),
    ).toBe(true);
  });

  test("read a file from anywhere in memory", () => {
    const bytes = saveLeaves(make(0));
    const shifted = new Uint8Array(bytes.length + 3).subarray(3);
    shifted.set(bytes);
    expect(treeEqual(loadLeaves(shifted, make(1)), make(0))).toBe(true);
  });

  test("carry texts along", () => {
    const metadata = { settings: '{"hidden":50}', note: "é" };
    expect(savedMetadata(saveLeaves(make(0), { metadata }))).toEqual(metadata);
    expect(savedMetadata(saveLeaves(make(0)))).toEqual({});
  });
});

describe("the file", () => {
  test("names leaves by their key paths, aligns values to their size, and has no gaps", () => {
    const bytes = saveLeaves(
      { flag: true, layers: [new Linear({ weight: array([[1, 2]]), bias: null })], rate: 0.5 },
      { metadata: { note: "n" } },
    );
    expect(headerOf(bytes).trimEnd()).toMatchInlineSnapshot(
      `"{"__metadata__":{"note":"n"},"rate":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"layers.0.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]},"flag":{"dtype":"BOOL","shape":[],"data_offsets":[16,17]}}"`,
    );
    expect(headerOf(bytes).length % 8).toBe(0);
    const single = saveLeaves(array(Uint32Array.of(258)));
    expect(headerOf(single)).toBe('{"value":{"dtype":"U32","shape":[1],"data_offsets":[0,4]}}      ');
    expect(Array.from(single.subarray(-4))).toEqual([2, 1, 0, 0]);
  });

  test("refuses names that would be the same", () => {
    expect(() => saveLeaves({ "a.b": 1, a: { b: 2 } })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: saveLeaves received two leaves that are both called "a.b", one of them at tree['a.b']
        expected: leaves with different names when the keys on the way are joined by dots
        to fix:   rename a key that contains a dot]
    `);
  });

  test("refuses arrays without values", () => {
    expect(() => saveLeaves(filterEvalShape(() => make(0)))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: saveLeaves received float32[3,2] at tree.layers[0].weight
        expected: arrays with values
        to fix:   save outside of jit, grad and vmap, and save arrays instead of their shapes]
    `);
    expect(() => vmap((x: NDArray) => array(saveLeaves({ x }).length))(array([1]))).toThrow("a traced array");
  });
});

describe("loadLeaves refuses", () => {
  const bytes = saveLeaves(make(0));

  test("bytes that were cut off, at every place", () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => loadLeaves(bytes.subarray(0, length), make(1)), `${length} bytes`).toThrow("loadLeaves received");
    }
    expect(() => loadLeaves(bytes.subarray(0, 5), make(1))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received 5 bytes: too few for the length of the header
        expected: a whole file in the safetensors format
        to fix:   read the file again in binary mode; if it was cut off while it was written, use an earlier one]
    `);
    expect(() => loadLeaves(bytes.subarray(0, 100), make(1))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received 100 bytes: too few for a header of 280 bytes
        expected: a whole file in the safetensors format
        to fix:   read the file again in binary mode; if it was cut off while it was written, use an earlier one]
    `);
    expect(() => loadLeaves(bytes.subarray(0, -1), make(1))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received 339 bytes: "layers.1.bias" ends at byte 52 of 51 bytes of values
        expected: a whole file in the safetensors format
        to fix:   read the file again in binary mode; if it was cut off while it was written, use an earlier one]
    `);
  });

  test("bytes that are something else", () => {
    expect(() => loadLeaves(new TextEncoder().encode("<!doctype html><title>404</title>"), make(1)))
      .toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received 33 bytes: too few for a header of 8104636974849335000 bytes
        expected: a whole file in the safetensors format
        to fix:   read the file again in binary mode; if it was cut off while it was written, use an earlier one]
    `);
    expect(() =>
      loadLeaves(
        withHeader(bytes, () => "[]"),
        make(1),
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received 62 bytes: the header is not a JSON object
        expected: a whole file in the safetensors format
        to fix:   read the file again in binary mode; if it was cut off while it was written, use an earlier one]
    `);
    expect(() =>
      loadLeaves(
        withHeader(bytes, (h) => h.replace('"F32"', '"BF16"')),
        make(1),
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received 341 bytes: the header describes "layers.0.weight" as {"dtype":"BF16","shape":[3,2],"data_offsets":[0,24]}
        expected: a whole file in the safetensors format
        to fix:   read the file again in binary mode; if it was cut off while it was written, use an earlier one]
    `);
    expect(() =>
      loadLeaves(
        withHeader(bytes, (h) => h.replace("[3,2]", "[3,3]")),
        make(1),
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received 340 bytes: "layers.0.weight" has 24 bytes for F32[3,3]
        expected: a whole file in the safetensors format
        to fix:   read the file again in binary mode; if it was cut off while it was written, use an earlier one]
    `);
    expect(() => loadLeaves(Uint8Array.of(...bytes, 0), make(1))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received 341 bytes: 53 bytes of values, of which the tensors take 52
        expected: a whole file in the safetensors format
        to fix:   read the file again in binary mode; if it was cut off while it was written, use an earlier one]
    `);
  });

  test("leaves of another shape or dtype", () => {
    const wider = MLP.init(2, 1, { widthSize: 4, depth: 1, key: key(0) });
    expect(() => loadLeaves(bytes, wider)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received F32[3,2] for the leaf at tree.layers[0].weight
        expected: F32[4,2]
        to fix:   build the tree with the sizes and dtypes with which the file was written]
    `);
    const double = MLP.init(2, 1, { widthSize: 3, depth: 1, key: key(0), dtype: "float64" });
    expect(() => loadLeaves(bytes, double)).toThrow("expected: F64[3,2]");
  });

  test("files with other leaves", () => {
    const cell = GRUCell.init(2, 3, { key: key(0) });
    expect(() => loadLeaves(bytes, cell)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received a file without "weightIh"; it has "layers.0.weight", "layers.0.bias", "layers.1.weight" and 1 more, which the tree has not
        expected: a value for the leaf at tree.weightIh
        to fix:   build the tree with the settings with which the file was written, or give the file that belongs to it]
    `);
    const noBias = treeAt((m) => m.layers[1]!.bias, make(0), null);
    expect(() => loadLeaves(bytes, noBias)).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received a file with "layers.1.bias"
        expected: only leaves that the tree has too
        to fix:   build the tree with the settings with which the file was written, or give the file that belongs to it]
    `);
  });
});
