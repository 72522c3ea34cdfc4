import { isRecord, UsageError, wrongOption } from "@proj/tree/core";
import type { ArrayLike } from "../core/operands.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { crc32 } from "./crc32.ts";
import { readNpy, visible, writeNpy } from "./npy.ts";

/*
 * Several arrays in one file: a zip archive of `.npy` files (PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16), stored as
 * they are.
 */

const localHeader = 0x04034b50;
const centralHeader = 0x02014b50;
const endOfDirectory = 0x06054b50;

/**
 * Arrays by name as the bytes of a `.npz` file, as `numpy.savez` writes them.
 *
 * @param arrays - arrays with values on the host, by name; a list of them gets the names `arr_0`, `arr_1` and so on.
 * @returns the bytes; reading and writing files is the program's.
 * @throws UsageError for arrays that are traced or live on a device.
 * @example
 * import { array, loadz, savez } from "@proj/array";
 * const file = savez({ xs: array([1, 2]), y: array(3) });
 * loadz(file).xs!.toList(); // → [1, 2]
 */
export function savez(arrays: Readonly<Record<string, ArrayLike>> | readonly ArrayLike[]): Uint8Array<ArrayBuffer> {
  if (!Array.isArray(arrays) && !isRecord(arrays)) {
    throw wrongOption(
      { operation: "savez", name: "arrays" },
      arrays,
      "an object of arrays by name, or a list of arrays",
    );
  }
  const named = Array.isArray(arrays)
    ? (arrays as readonly ArrayLike[]).map((x, i) => [`arr_${i}`, x] as const)
    : Object.entries(arrays as Readonly<Record<string, ArrayLike>>);
  const encoder = new TextEncoder();
  const files = named.map(([name, x]) => ({ name: encoder.encode(`${name}.npy`), bytes: writeNpy("savez", x) }));
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let place = 0;
  for (const { name, bytes } of files) {
    // Version 2.0, names in UTF-8, stored, at the first day that archives can name.
    const common = [...u16(20), ...u16(0x0800), ...u16(0), ...u16(0), ...u16(0x21), ...u32(crc32([bytes]))];
    const sizes = [...u32(bytes.length), ...u32(bytes.length), ...u16(name.length), ...u16(0)];
    parts.push(Uint8Array.from([...u32(localHeader), ...common, ...sizes]), name, bytes);
    const attributes = [...u16(0), ...u16(0), ...u16(0), ...u32(0), ...u32(place)];
    directory.push(Uint8Array.from([...u32(centralHeader), ...u16(20), ...common, ...sizes, ...attributes]), name);
    place += 30 + name.length + bytes.length;
  }
  const length = directory.reduce((sum, part) => sum + part.length, 0);
  const counts = [...u16(0), ...u16(0), ...u16(files.length), ...u16(files.length)];
  const end = Uint8Array.from([...u32(endOfDirectory), ...counts, ...u32(length), ...u32(place), ...u16(0)]);
  return joined([...parts, ...directory, end]);
}

/**
 * The arrays of a `.npz` file by name. For `.npy` there is `load`.
 *
 * @param bytes - the bytes of the file.
 * @throws UsageError if they are no whole archive, if arrays are compressed, or of a dtype that does not exist here.
 * @example
 * import { array, loadz, savez } from "@proj/array";
 * Object.keys(loadz(savez([array(1), array(2)]))); // → ["arr_0", "arr_1"]
 */
export function loadz(bytes: Uint8Array): Readonly<Record<string, NDArray>> {
  const operation = "loadz";
  if (!((bytes as unknown) instanceof Uint8Array))
    throw wrongOption({ operation, name: "bytes" }, bytes, "a Uint8Array");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const damaged = (received: string, remedy = "read the file again in binary mode"): UsageError =>
    new UsageError({
      operation,
      received: `${bytes.length} bytes: ${received}`,
      expected: "a whole archive of arrays (.npz)",
      remedy,
    });
  // A comment of up to 2¹⁶ bytes may follow the end of the directory.
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== endOfDirectory) end--;
  if (end < 0) throw damaged("no end of a directory");
  const count = view.getUint16(end + 10, true);
  let place = view.getUint32(end + 16, true);
  const directoryEnd = place + view.getUint32(end + 12, true);
  if (directoryEnd !== end) throw damaged("a directory that does not end where it should");
  const arrays: [name: string, array: NDArray][] = [];
  for (let i = 0; i < count; i++) {
    if (place + 46 > bytes.length || view.getUint32(place, true) !== centralHeader) throw damaged("a directory that is cut off"); // prettier-ignore
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((at) => view.getUint16(place + at, true)) as [number, number, number]; // prettier-ignore
    const nameBytes = bytes.subarray(place + 46, place + 46 + nameLength);
    const name = new TextDecoder().decode(nameBytes);
    const shown = JSON.stringify(visible(name.length > 80 ? `${name.slice(0, 80)}…` : name));
    if (view.getUint16(place + 10, true) !== 0)
      throw damaged(`${shown} is compressed`, "write it with numpy.savez instead of numpy.savez_compressed");
    const local = view.getUint32(place + 42, true);
    const size = view.getUint32(place + 20, true);
    const isMember =
      local + 30 + nameLength <= bytes.length &&
      view.getUint32(local, true) === localHeader &&
      view.getUint16(local + 26, true) === nameLength &&
      nameBytes.every((byte, k) => byte === bytes[local + 30 + k]);
    if (!isMember) throw damaged(`no ${shown} where the directory says`);
    const start = local + 30 + nameLength + view.getUint16(local + 28, true);
    const file = bytes.subarray(start, start + size);
    if (crc32([file]) !== view.getUint32(place + 16, true)) throw damaged(`${shown} has changed since it was written`);
    arrays.push([name.replace(/\.npy$/, ""), readNpy(operation, file, 0).array]);
    place += 46 + nameLength + extraLength + commentLength;
  }
  if (place !== directoryEnd) throw damaged(`${count} files in a directory that has more, or fewer`);
  return Object.fromEntries(arrays);
}

const u16 = (value: number): readonly number[] => [value & 0xff, (value >>> 8) & 0xff];
const u32 = (value: number): readonly number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}
