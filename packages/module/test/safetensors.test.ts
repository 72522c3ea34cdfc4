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
      `"{"__metadata__":{"note":"n","crc32":"c4d2527a"},"rate":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"layers.0.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[8,16]},"flag":{"dtype":"BOOL","shape":[],"data_offsets":[16,17]}}"`,
    );
    expect(headerOf(bytes).length % 8).toBe(0);
    const single = saveLeaves(array(Uint32Array.of(258)));
    expect(headerOf(single)).toContain('"value":{"dtype":"U32","shape":[1],"data_offsets":[0,4]}}');
    expect(Array.from(single.subarray(-4))).toEqual([2, 1, 0, 0]);
  });

  test("carries a checksum of its contents, wherever they stand", () => {
    const bytes = saveLeaves({ a: array([1, 2]), b: array([3, 4]) });
    // What zlib says of [], ["a","F32",[2]], its values, ["b","F32",[2]], its values.
    expect(headerOf(bytes)).toContain('"crc32":"e5367ebe"');
    // Another tool may sort tensors as it likes.
    const sorted = withHeader(bytes, (h) =>
      h.replace("[0,8]", "[]").replace("[8,16]", "[0,8]").replace("[]", "[8,16]"),
    );
    sorted.copyWithin(sorted.length - 16, sorted.length - 8);
    sorted.set(bytes.subarray(-16, -8), sorted.length - 8);
    expect(loadLeaves(sorted, { a: array([0, 0]), b: array([0, 0]) }).a.toList()).toEqual([1, 2]);
  });

  test("refuses the names that are kept for what it says itself", () => {
    expect(() => saveLeaves({ __metadata__: 1 })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: saveLeaves received a leaf at tree['__metadata__']
        expected: leaves with other names than "__metadata__", which the safetensors format keeps for texts
        to fix:   rename that key]
    `);
    expect(() => saveLeaves({ a: 1 }, { metadata: { crc32: "0" } })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: saveLeaves received metadata: a plain object
        expected: metadata: an object of texts by names other than "crc32", which is written by itself
        to fix:   pass metadata as an object of texts by names other than "crc32", which is written by itself]
    `);
    expect(() => saveLeaves({ a: 1 }, { metadata: { hidden: 50 } as never })).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: saveLeaves received metadata["hidden"]: the number 50
        expected: metadata["hidden"]: a text
        to fix:   pass metadata["hidden"] as a text]
    `);
    expect(() => saveLeaves({ a: 1 }, { metadat: {} } as never)).toThrow("write metadata instead of metadat");
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
    const like = make(1);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => loadLeaves(bytes.subarray(0, length), like), `${length} bytes`).toThrow("loadLeaves received");
    }
    expect(() => loadLeaves(bytes.subarray(0, 5), make(1))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received 5 bytes: too few for the length of the header
        expected: a whole file in the safetensors format
        to fix:   read the file again in binary mode; if it was cut off while it was written, use an earlier one]
    `);
    expect(() => loadLeaves(bytes.subarray(0, 100), make(1))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received 100 bytes: too few for a header of 312 bytes
        expected: a whole file in the safetensors format
        to fix:   read the file again in binary mode; if it was cut off while it was written, use an earlier one]
    `);
    expect(() => loadLeaves(bytes.subarray(0, -1), make(1))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received 371 bytes: "layers.1.bias" ends at byte 52 of 51 bytes of values
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
      [UsageError: loadLeaves received 62 bytes: the header is not a JSON object: it does not begin with {
        expected: a whole file in the safetensors format
        to fix:   read the file again in binary mode; if it was cut off while it was written, use an earlier one]
    `);
    expect(() =>
      loadLeaves(
        withHeader(bytes, (h) => h.replace('"F32"', '"BF16"')),
        make(1),
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received 373 bytes: "layers.0.weight" has 24 bytes for BF16[3,2]
        expected: a whole file in the safetensors format
        to fix:   read the file again in binary mode; if it was cut off while it was written, use an earlier one]
    `);
    expect(() =>
      loadLeaves(
        withHeader(bytes, (h) => h.replace("[3,2]", "[3,3]")),
        make(1),
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received 372 bytes: "layers.0.weight" has 24 bytes for F32[3,3]
        expected: a whole file in the safetensors format
        to fix:   read the file again in binary mode; if it was cut off while it was written, use an earlier one]
    `);
    expect(() => loadLeaves(Uint8Array.of(...bytes, 0), make(1))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadLeaves received 373 bytes: 53 bytes of values, of which the tensors take 52
        expected: a whole file in the safetensors format
        to fix:   read the file again in binary mode; if it was cut off while it was written, use an earlier one]
    `);
  });

  // Each is a file that JSON alone would let pass.
  const like = { a: array([0, 0]), b: array([0, 0]), flag: false };
  const good = saveLeaves({ a: array([1, 2]), b: array([3, 4]), flag: true });
  const plain = withHeader(good, (h) => h.replace(/"__metadata__":{.*?},/, ""));
  const strange: readonly (readonly [string, Uint8Array, string])[] = [
    [
      "tensors that overlap",
      withHeader(plain, (h) => h.replace("[8,16]", "[4,12]")),
      '"b" begins at byte 4, inside of "a"',
    ],
    [
      "bytes of no tensor",
      withHeader(plain, (h) => h.replace('"a"', '"x"').replace("[0,8]", "[0,0]").replace("[2]", "[0]")),
      '8 bytes between "x" and "b" belong to no tensor',
    ],
    ["a name that is there twice", withHeader(plain, (h) => h.replace('"b"', '"a"')), 'the header has "a" twice'],
    [
      "a name that is there twice, spelt differently",
      withHeader(plain, (h) => h.replace('"b"', '"\\u0061"')),
      'the header has "a" twice',
    ],
    [
      "a key that is there twice",
      withHeader(plain, (h) => h.replace('"dtype":"F32"', '"dtype":"I32","dtype":"F32"')),
      'the header has "dtype" twice, in "a"',
    ],
    [
      "values a hundred thousand levels deep",
      withHeader(plain, (h) => h.replace("[2]", "[".repeat(1e5) + "]".repeat(1e5))),
      '"a" in the header holds values more than 3 levels deep',
    ],
    ["booleans beyond 1", Uint8Array.of(...plain.subarray(0, -1), 2), '"flag" holds 2 at 0, where BOOL is 0 or 1'],
    [
      "shapes of more elements than memory",
      withHeader(plain, (h) => h.replace("[2]", "[9007199254740991,9007199254740991]")),
      '"a" has 8 bytes for F32[9007199254740991,9007199254740991]',
    ],
    [
      "a dtype that is a word of the language",
      withHeader(plain, (h) => h.replace('"F32"', '"toString"')),
      '"dtype":"toString"',
    ],
    [
      "texts that are none",
      withHeader(plain, (h) => h.replace("{", '{"__metadata__":{"n":5},')),
      '__metadata__ is {"n":5}, where texts by name belong',
    ],
    [
      "texts in the place of metadata",
      withHeader(plain, (h) => h.replace("{", '{"__metadata__":"n",')),
      '__metadata__ is "n", where texts by name belong',
    ],
    ["a header before which stands something", withHeader(plain, (h) => ` ${h}`), "it does not begin with {"],
    ["a header behind which stands something", withHeader(plain, (h) => `${h}x`), "the header is not a JSON object"],
    ["a header that is not UTF-8", withHeader(plain, (h) => h).fill(0xff, 10, 11), "the header is not UTF-8"],
    [
      "a value that has changed",
      Uint8Array.from(good, (byte, i) => (i === good.length - 12 ? byte ^ 1 : byte)),
      "contents have changed",
    ],
    [
      "a text that has changed",
      withHeader(saveLeaves(like, { metadata: { n: "5" } }), (h) => h.replace('"n":"5"', '"n":"6"')),
      "contents have changed",
    ],
  ];
  test.each(strange)("%s", (_, file, message) => {
    expect(() => loadLeaves(file, like)).toThrow(message);
    expect(() => savedMetadata(file)).toThrow(message);
  });

  test("nothing of a file without a checksum, as other tools write them", () => {
    expect(loadLeaves(plain, like).flag).toBe(true);
    expect(savedMetadata(plain)).toEqual({});
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
