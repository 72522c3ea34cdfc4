/** The size of a block: headers fill one, and contents are filled up to whole ones. */
const block = 512;

/**
 * The files of a tar archive, by name.
 *
 * @param archive - the archive, uncompressed.
 */
export function* filesOfTar(archive: Buffer): Generator<readonly [name: string, contents: Buffer]> {
  let position = 0;
  const field = (offset: number, length: number): string =>
    archive.toString("latin1", position + offset, position + offset + length).replace(/\0[^]*/, "");
  while (position + block <= archive.length && archive[position] !== 0) {
    const [name, size, type] = [field(0, 100), Number.parseInt(field(124, 12), 8), field(156, 1)];
    position += block;
    if (type === "0" || type === "") yield [name.replace(/^\.\//, ""), archive.subarray(position, position + size)];
    position += Math.ceil(size / block) * block;
  }
}
