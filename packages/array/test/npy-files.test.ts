import { array, load, loadz, save, savez, type DType } from "@proj/array";
import { findCase, loadGroup, output, type Case } from "@proj/reference";
import { describe, expect, test } from "vitest";

const bytesOf = (c: Case): Uint8Array => output(c, "file").data as Uint8Array;
const values = array([
  [1, 0, 3],
  [4, 5, 6],
]);

describe(".npy files", () => {
  test.each(loadGroup("eqx-files", "npy"))("are NumPy's, byte by byte: $name", (c) => {
    const bytes = bytesOf(c);
    const read = load(bytes);
    expect([...save(read)]).toEqual([...bytes]);
    const isDType = !/scalar|empty|axis|long/.test(c.name);
    const expected = isDType ? values.astype(c.name as DType) : read;
    expect([read.dtype, read.toList()]).toEqual([expected.dtype, expected.toList()]);
    if (!isDType) expect(read.shape).toEqual(output(c, "array").shape);
  });

  test.each(loadGroup("eqx-files", "npy read"))("are read in any order: $name", (c) => {
    expect(load(bytesOf(c)).toList()).toEqual(values.toList());
  });

  test("that are damaged are refused", () => {
    const bytes = save(array([1, 2]));
    expect(() => load(bytes.subarray(0, 130))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: load received 130 bytes: values up to byte 136
        expected: a whole array in NumPy's format (.npy)
        to fix:   read the file again in binary mode, and give the file that belongs to what is read]
    `);
    expect(() => load(new Uint8Array(3))).toThrow("no array of NumPy");
    expect(() => load(Uint8Array.of(...bytes, 0))).toThrow("137 bytes, of which the array takes 136");
    const text = Uint8Array.from(bytes);
    text.set(new TextEncoder().encode("<U4"), text.indexOf(0x3c));
    expect(() => load(text)).toThrow("dtype <U4, which does not exist here");
  });
});

describe(".npz files", () => {
  test("of NumPy are read", () => {
    const { a, b } = loadz(bytesOf(findCase("eqx-files", "npz", "two arrays")));
    expect([a!.toList(), b!.dtype, b!.item()]).toEqual([values.toList(), "int32", 3]);
    expect(() => loadz(bytesOf(findCase("eqx-files", "npz", "compressed")))).toThrowErrorMatchingInlineSnapshot(`
      [UsageError: loadz received 215 bytes: "a.npy" is compressed
        expected: a whole archive of arrays (.npz)
        to fix:   write it with numpy.savez instead of numpy.savez_compressed]
    `);
  });

  test("come back as they were written, and damage is found", () => {
    const file = savez({ values, "a name": array(3) });
    expect(Object.entries(loadz(file)).map(([name, x]) => [name, x.toList()])).toEqual([
      ["values", values.toList()],
      ["a name", 3],
    ]);
    expect(Object.keys(loadz(savez([1, 2])))).toEqual(["arr_0", "arr_1"]);
    expect(Object.keys(loadz(savez({})))).toEqual([]);
    const changed = Uint8Array.from(file);
    changed[45 + 128]! ^= 1;
    expect(() => loadz(changed)).toThrow('"values.npy" has changed since it was written');
    expect(() => loadz(file.subarray(0, 60))).toThrow("no end of a directory");
  });
});
