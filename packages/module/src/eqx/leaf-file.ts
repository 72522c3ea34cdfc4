import { UsageError, type ArrayLike, type NDArray } from "@proj/array";
import { integerOption, readArgument, readNpy, wrongOption, writeNpy } from "@proj/array/core";

/** A file that is being written, leaf by leaf. */
export class LeafWriter {
  readonly #parts: Uint8Array[] = [];

  /** Appends bytes. */
  write(bytes: Uint8Array): void {
    if (!((bytes as unknown) instanceof Uint8Array)) throw wrongOption({ operation: "LeafWriter.write", name: "bytes" }, bytes, "a Uint8Array"); // prettier-ignore
    this.#parts.push(bytes);
  }

  /** Appends an array, as `numpy.save` does. */
  save(x: ArrayLike): void {
    this.#parts.push(writeNpy("LeafWriter.save", x));
  }

  /** Everything that was written. */
  bytes(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let place = 0;
    for (const part of this.#parts) {
      whole.set(part, place);
      place += part.length;
    }
    return whole;
  }
}

/** A file that is being read, leaf by leaf. */
export class LeafReader {
  readonly #bytes: Uint8Array;
  #place = 0;

  /** @param bytes - the bytes of the file. */
  constructor(bytes: Uint8Array) {
    if (!((bytes as unknown) instanceof Uint8Array)) throw wrongOption({ operation: "new LeafReader", name: "bytes" }, bytes, "a Uint8Array"); // prettier-ignore
    this.#bytes = bytes;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#bytes.length - this.#place;
  }

  /** The next bytes. */
  read(length: number): Uint8Array {
    readArgument("LeafReader.read", "length", length, integerOption(0));
    if (length > this.left) {
      throw new UsageError({
        operation: "LeafReader.read",
        received: `a request for ${length} bytes, of which ${this.left} are left`,
        expected: "no more bytes than are left",
        remedy: "read in the order in which was written",
      });
    }
    this.#place += length;
    return this.#bytes.subarray(this.#place - length, this.#place);
  }

  /** The next array, as `numpy.load` reads it. */
  load(): NDArray {
    const { array, end } = readNpy("LeafReader.load", this.#bytes, this.#place);
    this.#place = end;
    return array;
  }
}
