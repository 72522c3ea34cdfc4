import { booleanOption, integerOption, readOptions, type OptionReaders } from "@proj/tree/core";
import { isStagedModel, type StagedModel } from "./staged-model.ts";

/** How {@link formatModelSpec} writes. */
export interface FormatModelSpecOptions {
  /** Spaces before each level. Default 2. */
  readonly indent?: number;
  /** An empty line between the outermost stages. Default false. */
  readonly newlines?: boolean;
}

const readers: OptionReaders<FormatModelSpecOptions> = { indent: integerOption(0), newlines: booleanOption };

/**
 * The stages of a model as text, one a line, with the stages of models within models indented below.
 *
 * @example
 * import { formatModelSpec, pointMassNNSimpleReaches } from "@proj/feedbax";
 * import { key } from "@proj/random";
 * const { model } = pointMassNNSimpleReaches({ key: key(0) });
 * console.log(formatModelSpec(model.step)); // updateFeedback: MultiModel …
 */
export function formatModelSpec<Input, State>(
  model: StagedModel<Input, State>,
  options?: FormatModelSpecOptions,
): string {
  const { indent = 2, newlines = false } = readOptions("formatModelSpec", options, readers);
  const lines = (staged: StagedModel<unknown, unknown>, depth: number): string[] =>
    Object.entries(staged.modelSpec).map(([name, { label, operation }]) => {
      const line = `${" ".repeat(indent * depth)}${name}: ${label}`;
      return isStagedModel(operation) ? [line, ...lines(operation, depth + 1)].join("\n") : line;
    });
  return lines(model, 0).join(newlines ? "\n\n" : "\n");
}
