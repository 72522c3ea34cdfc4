/** What a tile touches in one iteration should stay in a core's own cache, with room for the operands that all rows share. */
const tileBytes = 2 ** 19;
/** Tiles are a multiple of vectors of four numbers and of the six rows that a product computes together. */
const unit = 12;

/**
 * The rows in one tile of a scan: as many as stay in the cache from one iteration to the next, or null if all do, or hardly any.
 *
 * @param rows - how many rows there are.
 * @param bytesPerRow - what the scan's body reads and writes for one row in one iteration.
 */
export function tileRows(rows: number, bytesPerRow: number): number | null {
  if (rows * bytesPerRow <= 2 * tileBytes) return null;
  const units = Math.floor(tileBytes / (bytesPerRow * unit));
  return units === 0 ? null : units * unit;
}
