/** The remainders of all bytes, for the reversed polynomial 0xEDB88320 of zip and PNG. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder;
});

/**
 * The cyclic redundancy check of bytes (ISO 3309, as in zip and PNG): it differs whenever up to 32 bits in a row differ, and
 * otherwise but once in 2³².
 *
 * @param parts - bytes, one part after another.
 * @returns 32 bits, as an unsigned number.
 */
export function crc32(parts: Iterable<Uint8Array>): number {
  let remainder = 0xffffffff;
  for (const bytes of parts) {
    for (let i = 0; i < bytes.length; i++) remainder = (remainder >>> 8) ^ table[(remainder ^ bytes[i]!) & 0xff]!;
  }
  return (remainder ^ 0xffffffff) >>> 0;
}
