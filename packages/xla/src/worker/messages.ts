import { Buffer } from "node:buffer";

/*
 * Messages between the two processes: the lengths of header and payload as two uint32, the header as JSON, the payload as bytes.
 *
 * The commands that run programs, of which there are many, have no header. Their payload is a list of uint32: the program, the handle of
 * the first result (the others follow it), and the handles of the arguments.
 */

/** A message that came. */
export interface Message {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Uint8Array;
}

/** A header as bytes, with the lengths before it. */
export function encode(header: object, payloadLength: number): Uint8Array {
  const text = Buffer.from(JSON.stringify(header));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(text.length, 0);
  lengths.writeUInt32LE(payloadLength, 4);
  return Buffer.concat([lengths, text]);
}

/** The command that runs a program. */
export function encodeRun(program: number, firstResult: number, args: readonly number[]): Uint8Array {
  const words = new Uint32Array(4 + args.length);
  words[1] = 4 * (args.length + 2);
  words[2] = program;
  words[3] = firstResult;
  words.set(args, 4);
  return new Uint8Array(words.buffer);
}

/** Puts messages together from the pieces in which they come. */
export class MessageReader {
  #pieces: Buffer[] = [];
  #length = 0;
  #needed = 8;

  /** The messages that are complete with this piece. */
  *add(piece: Uint8Array): Generator<Message> {
    this.#pieces.push(Buffer.from(piece.buffer, piece.byteOffset, piece.length));
    this.#length += piece.length;
    while (this.#length >= this.#needed) {
      const whole = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
      const [headerLength, payloadLength] = [whole.readUInt32LE(0), whole.readUInt32LE(4)];
      const end = 8 + headerLength + payloadLength;
      if (whole.length < end) {
        this.#pieces = [whole];
        this.#needed = end;
        return;
      }
      const rest = whole.subarray(end);
      this.#pieces = rest.length === 0 ? [] : [rest];
      this.#length = rest.length;
      this.#needed = 8;
      yield {
        header: JSON.parse(whole.toString("utf8", 8, 8 + headerLength)) as Message["header"],
        payload: whole.subarray(8 + headerLength, end),
      };
    }
  }
}
