import { readNeededOptions, UsageError, type OptionReaders } from "@proj/tree/core";
import { convert } from "../core/operands.ts";
import { isInteger } from "../core/types/dtype.ts";
import { operand } from "../lax/apply.ts";
import { add, bitwiseAnd, ge, lt, mul, sub } from "../lax/binary.ts";
import { fullLike, select } from "../lax/elementwise.ts";
import { indexTake } from "../lax/indexing.ts";
import { broadcastedIota, broadcastInDim, iota, reshape } from "../lax/movement.ts";
import { reduceMax } from "../lax/reduction.ts";
import type { NDArray } from "../ndarray/ndarray.ts";
import { allGather } from "./exchanges.ts";
import { checkGroups, cut, groupReaders, membersOfGroup, placeInGroup, type GroupOptions } from "./groups.ts";
import { axesNamed, ownIndex, type AxisNames } from "./named-axes.ts";

/** Options of {@link raggedAllToAll}. */
export interface RaggedAllToAllOptions extends GroupOptions {
  /** The `axisName` of an enclosing `vmap`, or a list of them. */
  readonly axisName: AxisNames;
}

const readers: OptionReaders<RaggedAllToAllOptions> = {
  ...groupReaders,
  axisName: (value) => value as AxisNames,
};

/**
 * Exchanges stretches of rows between all members of a named axis; how long they are is data.
 *
 * The lists have equally many entries for each member to which is sent.
 *
 * @param x - [rows, ...]: what is sent from.
 * @param output - [rows, ...]: what remains where nothing is received.
 * @param inputOffsets - int[n]: where the stretches begin in `x`.
 * @param sendSizes - int[n]: how many rows they have.
 * @param outputOffsets - int[n]: where they begin at the member that receives them.
 * @param recvSizes - int[n]: how many rows are received from each; follows from the `sendSizes` of the others.
 * @param options - `axisName`, and see {@link RaggedAllToAllOptions}.
 * @returns `output` with the rows received.
 * @throws UsageError if no enclosing vmap has named the axis, or the lists do not fit the number of members.
 * @example
 * import { array, zeros } from "@proj/array";
 * import { raggedAllToAll } from "@proj/array/lax";
 * import { vmap } from "@proj/autodiff";
 * const x = array([[1, 2, 2], [3, 4, 0]]);
 * const sizes = array([[1, 2], [1, 1]], "int32");
 * const received = array([[1, 1], [2, 1]], "int32");
 * const from = array([[0, 1], [0, 1]], "int32");
 * const to = array([[0, 0], [1, 2]], "int32");
 * vmap((x, from, sizes, to, received) => raggedAllToAll(x, zeros([4]), from, sizes, to, received, { axisName: "i" }), {
 *   axisName: "i",
 * })(x, from, sizes, to, received).toList(); // → [[1, 3, 0, 0], [2, 2, 4, 0]]
 */
export function raggedAllToAll(
  x: NDArray,
  output: NDArray,
  inputOffsets: NDArray,
  sendSizes: NDArray,
  outputOffsets: NDArray,
  recvSizes: NDArray,
  options: RaggedAllToAllOptions,
): NDArray {
  const name = "raggedAllToAll";
  const { axisName, axisIndexGroups } = readNeededOptions(name, options, readers, ["axisName"]);
  const axes = axesNamed(name, axisName);
  const groups = axisIndexGroups === undefined ? null : checkGroups(name, axisIndexGroups, axes);
  const members = membersOfGroup(axes, groups);
  const [rows, kept] = [operand(name, x), operand(name, output)];
  const lists = [inputOffsets, sendSizes, outputOffsets, recvSizes].map((list) => operand(name, list));
  const [first] = lists;
  const even = lists.every(
    ({ ndim, shape, dtype }) =>
      ndim === 1 && shape[0] === first!.shape[0] && shape[0]! % members === 0 && isInteger(dtype),
  );
  const alike = rows.ndim > 0 && rows.dtype === kept.dtype && rows.shape.slice(1).join() === kept.shape.slice(1).join();
  if (!even || !alike || rows.ndim !== kept.ndim || first!.size === 0) {
    throw new UsageError({
      operation: name,
      received: [rows, kept, ...lists].map((array) => array.describe()).join(", "),
      expected: `two arrays of rows of one shape and dtype, and four lists of integers whose length ${members} divides`,
      remedy: "give one entry for each member, 0 rows where nothing is sent",
    });
  }
  const each = first!.length / members;
  const grouped = axisIndexGroups === undefined ? {} : { axisIndexGroups };
  const mine = mul(placeInGroup(groups, ownIndex(axes)), each);
  const ofAll = (array: NDArray): NDArray => allGather<NDArray>(array, axisName, grouped);
  const forMe = (list: NDArray): NDArray =>
    reshape(cut(ofAll(convert(list, "int32")), 1, mine, each), [members * each]);
  const [from, sizes, to] = [inputOffsets, sendSizes, outputOffsets].map(forMe) as [NDArray, NDArray, NDArray];
  const shape = [members * each, kept.shape[0]!];
  const over = (list: NDArray): NDArray => broadcastInDim(list, shape, [0]);
  // For each row of the result: its place in each stretch, and the last stretch that has one for it.
  const place = sub(broadcastedIota("int32", shape, 1), over(to));
  const covered = bitwiseAnd(ge(place, 0), lt(place, over(sizes)));
  const last = reduceMax(select(covered, broadcastedIota("int32", shape, 0), fullLike(place, -1)), [0]);
  const received = ge(last, 0);
  const stretch = select(received, last, fullLike(last, 0));
  const own = indexTake(place, [stretch, iota("int32", kept.shape[0]!)], [0, 1]);
  const sender = indexTake(reshape(broadcastInDim(iota("int32", members), [members, each], [0]), [members * each]), [stretch], [0]); // prettier-ignore
  const source = add(add(indexTake(from, [stretch], [0]), own), mul(sender, rows.shape[0]!));
  const sent = reshape(ofAll(rows), [members * rows.shape[0]!, ...rows.shape.slice(1)]);
  return select(broadcastInDim(received, kept.shape, [0]), indexTake(sent, [source], [0]), kept);
}
