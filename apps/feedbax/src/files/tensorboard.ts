import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { UsageError } from "@proj/array";

/**
 * The beginning of an event file of TensorBoard, for whoever writes one: its first record, which says how others are written.
 *
 * The file's name has to have `tfevents` in it. Records of {@link tensorBoardScalars} follow.
 *
 * @param wallTime - seconds since 1970. Default now.
 * @example
 * import { tensorBoardHeader } from "@proj/feedbax";
 * tensorBoardHeader(0).length; // → 40
 */
export function tensorBoardHeader(wallTime = Date.now() / 1000): Uint8Array {
  // TensorFlow's core/util/event.proto: wall_time = 1, file_version = 3.
  return record(new BinaryWriter().tag(1, WireType.Bit64).double(wallTime).tag(3, WireType.LengthDelimited).string("brain.Event:2").finish()); // prettier-ignore
}

/**
 * Numbers of one step of a training, as a record of an event file of TensorBoard.
 *
 * @param step - the number of the iteration.
 * @param scalars - by their tags; a tag with slashes, `"loss/nnHidden"`, is shown with others of the same beginning.
 * @param wallTime - seconds since 1970. Default now.
 * @throws UsageError if the step is not a whole number.
 * @example
 * import { tensorBoardHeader, tensorBoardScalars } from "@proj/feedbax";
 * const file = [tensorBoardHeader(0), tensorBoardScalars(1, { "loss/total": 0.5 }, 0)];
 * file.map(({ length }) => length); // → [40, 48]
 */
export function tensorBoardScalars(
  step: number,
  scalars: Readonly<Record<string, number>>,
  wallTime = Date.now() / 1000,
): Uint8Array {
  if (!Number.isSafeInteger(step)) {
    throw new UsageError({
      operation: "tensorBoardScalars",
      received: `the step ${String(step)}`,
      expected: "a whole number",
      remedy: "give the number of the iteration",
    });
  }
  // summary.proto: a summary's values (1), each with tag (1) and simple_value (2).
  const summary = new BinaryWriter();
  for (const [tag, value] of Object.entries(scalars)) {
    const one = new BinaryWriter().tag(1, WireType.LengthDelimited).string(tag).tag(2, WireType.Bit32).float(value);
    summary.tag(1, WireType.LengthDelimited).bytes(one.finish());
  }
  const event = new BinaryWriter().tag(1, WireType.Bit64).double(wallTime);
  // A field that is 0 is left out, as the format has it.
  if (step !== 0) event.tag(2, WireType.Varint).int64(step);
  return record(event.tag(5, WireType.LengthDelimited).bytes(summary.finish()).finish());
}

/**
 * The beginning of an event file, up to a step: what a run keeps of one that goes on from an earlier checkpoint.
 *
 * A record that was cut off, and what follows it, is left out.
 *
 * @param bytes - an event file.
 * @param step - the last step to keep.
 * @example
 * import { tensorBoardHeader, tensorBoardScalars, tensorBoardUntil } from "@proj/feedbax";
 * const steps = [1, 2].map((step) => tensorBoardScalars(step, { loss: 1 / step }, 0));
 * const file = new Uint8Array([tensorBoardHeader(0), ...steps].flatMap((part) => [...part]));
 * tensorBoardUntil(file, 1).length; // → 82
 */
export function tensorBoardUntil(bytes: Uint8Array, step: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = 0;
  while (end + 12 <= bytes.length) {
    const length = view.getUint32(end, true);
    const next = end + length + 16;
    if (next > bytes.length || view.getUint32(end + 8, true) !== checksum(bytes.subarray(end, end + 8))) break;
    if (stepOf(bytes.subarray(end + 12, next - 4)) > step) break;
    end = next;
  }
  return bytes.slice(0, end);
}

function stepOf(event: Uint8Array): number {
  const reader = new BinaryReader(event);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 2) return Number(reader.int64());
    reader.skip(type);
  }
  return 0;
}

/** Length, its checksum, the contents, their checksum: a record of TensorFlow's (lib/io/record_writer.h). */
function record(contents: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(contents.length + 16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, contents.length, true);
  view.setUint32(8, checksum(bytes.subarray(0, 8)), true);
  bytes.set(contents, 12);
  view.setUint32(12 + contents.length, checksum(contents), true);
  return bytes;
}

/** CRC-32C (polynomial 0x1EDC6F41, its bits reversed), turned and shifted as records have it. */
function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
