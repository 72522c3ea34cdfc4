import { UsageError, wrongOption } from "@proj/tree/core";
import { toArray, type ArrayLike } from "../core/operands.ts";
import { dtypes, type DType } from "../core/types/dtype.ts";
import { sizeOf } from "../core/types/shape.ts";
import { ConcreteArray, fromHostData } from "../ndarray/concrete-array.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { bytesOfValues, valuesOfBytes } from "./bytes-of-values.ts";

/*
 * NumPy's format for one array (numpy.lib.format): magic bytes, a version, the length of the header, the header as a dictionary
 * of Python padded to 64 bytes, then the values.
 */

/** What NumPy calls each dtype in files. It has no name for bfloat16, which is written as two bytes of anything. */
const descriptions: { readonly [D in DType]: string } = {
  bool: "|b1",
  int8: "|i1",
  int16: "<i2",
  int32: "<i4",
  int64: "<i8",
  uint8: "|u1",
  uint16: "<u2",
  uint32: "<u4",
  uint64: "<u8",
  bfloat16: "<V2",
  float16: "<f2",
  float32: "<f4",
  float64: "<f8",
  complex64: "<c8",
  complex128: "<c16",
};

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * An array as the bytes of a `.npy` file, as `numpy.save` writes them.
 *
 * @param operation - what the user called, for messages.
 * @param x - an array with values on the host, or a number or boolean.
 * @throws UsageError for arrays that are traced or live on a device.
 * @example
 * import { array } from "@proj/array";
 * import { readNpy, writeNpy } from "@proj/array/core";
 * readNpy("load", writeNpy("save", array([1, 2])), 0).array.toList(); // → [1, 2]
 */
export function writeNpy(operation: string, x: ArrayLike): Uint8Array<ArrayBuffer> {
  const array = toArray(x, operation);
  if (!(array instanceof ConcreteArray)) {
    throw new UsageError({
      operation,
      received: `a traced array ${array.describe()}`,
      expected: "an array with values",
      remedy: "save outside of jit, grad and vmap",
    });
  }
  const { dtype, shape } = array;
  const values = bytesOfValues(dtype, array.hostData(operation, "save a copy on the host: await deviceGet(x)"));
  const lengths = shape.length === 1 ? `${shape[0]!},` : shape.join(", ");
  const header = `{'descr': '${descriptions[dtype]}', 'fortran_order': False, 'shape': (${lengths}), }`;
  // NumPy leaves room for a first length of up to 21 digits.
  const room = shape.length === 0 ? 0 : 21 - String(shape[0]).length;
  const start = Math.floor((10 + header.length + room + 1) / 64 + 1) * 64;
  const bytes = new Uint8Array(start + values.length);
  bytes.set([...magic, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, start - 10, true);
  bytes.fill(0x20, 10, start - 1);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes[start - 1] = 0x0a;
  bytes.set(values, start);
  return bytes;
}

/**
 * Reads an array from the bytes of a `.npy` file, or from a place in a file of several.
 *
 * @param operation - what the user called, for messages.
 * @param file - the bytes.
 * @param start - where the array begins.
 * @returns the array, and where it ends.
 * @throws UsageError if there is no whole array, or one of a dtype that does not exist here.
 * @example
 * import { array } from "@proj/array";
 * import { readNpy, writeNpy } from "@proj/array/core";
 * readNpy("load", writeNpy("save", array([1, 2])), 0).end; // → 136
 */
export function readNpy(
  operation: string,
  file: Uint8Array,
  start: number,
): { readonly array: NDArray; readonly end: number } {
  if (!((file as unknown) instanceof Uint8Array)) throw wrongOption({ operation, name: "bytes" }, file, "a Uint8Array");
  const damaged = (received: string): UsageError =>
    new UsageError({
      operation,
      received: `${file.length} bytes: ${received}`,
      expected:
        start === 0
          ? "a whole array in NumPy's format (.npy)"
          : `a whole array in NumPy's format from byte ${start} on`,
      remedy: "read the file again in binary mode, and give the file that belongs to what is read",
    });
  if (start + 12 > file.length || magic.some((byte, i) => file[start + i] !== byte)) {
    throw damaged(start === file.length ? "the end of the file" : "no array of NumPy");
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const isShort = file[start + 6] === 1;
  const headerStart = start + (isShort ? 10 : 12);
  const from = headerStart + (isShort ? view.getUint16(start + 8, true) : view.getUint32(start + 8, true));
  const header = new TextDecoder().decode(file.subarray(headerStart, from));
  const description = /'descr':\s*'([<>|=])(\w+)'/.exec(header);
  const lengths = /'shape':\s*\(([\d,\s]*)\)/.exec(header);
  if (from > file.length || description === null || lengths === null) {
    throw damaged(`an array with the header ${visible(header.slice(0, 80)).trim()}`);
  }
  const [, order, kind] = description as unknown as readonly [string, string, string];
  const dtype = (Object.keys(descriptions) as DType[]).find((name) => descriptions[name].slice(1) === kind);
  if (dtype === undefined) throw damaged(`an array of dtype ${order}${kind}, which does not exist here`);
  const shape = lengths[1]!
    .split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .map(Number);
  const end = from + sizeOf(shape) * dtypes[dtype].bytes;
  if (end > file.length) throw damaged(`values up to byte ${end}`);
  const stored = file.subarray(from, end);
  const values = valuesOfBytes(dtype, order === ">" ? swapped(stored, dtype) : stored);
  if (!header.includes("'fortran_order': True")) return { array: fromHostData(values, shape, dtype), end };
  return { array: fromHostData(values, shape.toReversed(), dtype).transpose(), end };
}

/** Values in the other order of bytes. */
function swapped(bytes: Uint8Array, dtype: DType): Uint8Array {
  const width = dtype.startsWith("complex") ? dtypes[dtype].bytes / 2 : dtypes[dtype].bytes;
  return Uint8Array.from(bytes, (_, i) => bytes[i - (i % width) + width - 1 - (i % width)]!);
}

/**
 * An array as the bytes of a `.npy` file. Reading and writing files is the program's: `await writeFile("x.npy", save(x))`.
 *
 * @param x - an array with values on the host, or a number or boolean. `bfloat16` is written as JAX writes it.
 * @returns the bytes, as `numpy.save` writes them.
 * @throws UsageError for arrays that are traced or live on a device.
 * @example
 * import { array, load, save } from "@proj/array";
 * load(save(array([[1, 2], [3, 4]]))).toList(); // → [[1, 2], [3, 4]]
 */
export function save(x: ArrayLike): Uint8Array<ArrayBuffer> {
  return writeNpy("save", x);
}

/**
 * The array of a `.npy` file. For `.npz` there is {@link loadz}.
 *
 * @param bytes - the bytes of the file.
 * @throws UsageError if they are not one whole array, or one of a dtype that does not exist here.
 * @example
 * import { load, save } from "@proj/array";
 * load(save(3)).item(); // → 3
 */
export function load(bytes: Uint8Array): NDArray {
  const { array, end } = readNpy("load", bytes, 0);
  if (end === bytes.length) return array;
  throw new UsageError({
    operation: "load",
    received: `${bytes.length} bytes, of which the array takes ${end}`,
    expected: "one array",
    remedy: "a file of several arrays one after the other is what treeDeserialiseLeaves of @proj/module reads",
  });
}

/** Text of a file for a message: without the characters that a terminal obeys. */
export function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, "\ufffd");
}
