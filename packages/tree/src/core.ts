/** What packages of this family share below arrays: the one error, and the one reader of options. */
export { assertNever } from "./core/assert-never.ts";
export { defect } from "./core/defect.ts";
export { describeValue } from "./core/describe-value.ts";
export { nearestName } from "./core/nearest-name.ts";
export {
  anyOption,
  booleanOption,
  functionOption,
  integerOption,
  nullableOption,
  numberOption,
  objectOption,
  choiceOption,
  isRecord,
  listOption,
  positionsOption,
  textOption,
  readArgument,
  readFields,
  readNeededOptions,
  readPositionalOptions,
  readOptions,
  wrongOption,
} from "./core/options.ts";
export type { OptionPlace, OptionReader, OptionReaders } from "./core/options.ts";
export { UsageError } from "./core/usage-error.ts";
export type { UsageErrorParts } from "./core/usage-error.ts";
