import { array, where, type ArrayLike, type NDArray } from "@proj/array";
import { isRecord, readArgument, UsageError, wrongOption } from "@proj/array/core";
import { branchedErrorIf, type ErrorIfOptions } from "./error-if.ts";
import { field } from "./fields.ts";
import { withFields } from "./module.ts";

/** One of the cases of an {@link Enumeration}, which may differ between members of a batch: a tree of one integer. */
export class EnumerationItem extends withFields({
  /** int32: which case it is. */
  value: field<NDArray>(),
  messages: field<readonly string[]>({ static: true }),
}) {
  /**
   * Whether this is a case.
   *
   * @param other - an item of the same enumeration.
   * @returns bool.
   */
  equals(other: EnumerationItem): NDArray {
    checkItem("EnumerationItem.equals", "other", other, this.messages);
    return this.value.eq(other.value);
  }

  /**
   * A tree as it is, and an error with the message of this case where something holds that must not.
   *
   * @param x - any tree, which is given back.
   * @param pred - whether to fail.
   * @param options - as for `errorIf`.
   */
  errorIf<T>(x: T, pred: ArrayLike, options?: ErrorIfOptions): T {
    return branchedErrorIf(x, pred, this.value, this.messages, options);
  }
}

/** Cases with messages, of which programs may choose by values: see {@link enumeration}. */
export type Enumeration<Names extends string> = Readonly<Record<Names, EnumerationItem>> & {
  /** The message of a case that is known. */
  messageOf(item: EnumerationItem): string;
  /**
   * One case where something holds, another one elsewhere.
   *
   * @param pred - bool.
   */
  where(pred: ArrayLike, a: EnumerationItem, b: EnumerationItem): EnumerationItem;
  /** A case of an enumeration that this one continues, as a case of this one. */
  promote(item: EnumerationItem): EnumerationItem;
};

/**
 * Cases with messages, such as the ways in which a computation may end. Programs choose between them by values.
 *
 * @param messages - the message of each case by its name.
 * @param base - an enumeration that this one continues: its cases come first.
 * @throws UsageError if the messages are no texts, or a name stands for something else already.
 * @example
 * import { array, type NDArray } from "@proj/array";
 * import { enumeration, filterJit } from "@proj/module";
 * const outcome = enumeration({ fine: "", tooLarge: "the number is too large" });
 * const judge = filterJit((x: NDArray) => outcome.where(x.gt(1), outcome.tooLarge, outcome.fine));
 * outcome.messageOf(judge(array(2))); // → "the number is too large"
 */
export function enumeration<Names extends string, Base extends string = never>(
  messages: Readonly<Record<Names, string>>,
  base?: Enumeration<Base>,
): Enumeration<Names | Base> {
  const operation = "enumeration";
  const own = readArgument(operation, "messages", messages, (value, place) => {
    if (isRecord(value) && Object.values(value).every((text) => typeof text === "string")) return value as Readonly<Record<string, string>>; // prettier-ignore
    throw wrongOption(place, value, "an object of texts by name");
  });
  const inherited =
    base === undefined ? [] : Object.entries(base).filter(([, item]) => item instanceof EnumerationItem);
  const names = [...inherited.map(([name]) => name), ...Object.keys(own)];
  const texts = Object.freeze([
    ...((inherited[0]?.[1] as EnumerationItem | undefined)?.messages ?? []),
    ...Object.values(own),
  ]);
  const reserved = names.find(
    (name, i) => ["messageOf", "where", "promote"].includes(name) || names.indexOf(name) !== i,
  );
  if (reserved !== undefined) {
    throw new UsageError({
      operation,
      received: `a case called "${reserved}"`,
      expected: "names that stand for nothing else",
      remedy: "rename the case",
    });
  }
  const itemOf = (value: NDArray): EnumerationItem => new EnumerationItem({ value, messages: texts });
  const items = names.map((name, i) => [name, itemOf(array(i, "int32"))] as const);
  const methods = {
    messageOf(item: EnumerationItem): string {
      checkItem("Enumeration.messageOf", "item", item, texts);
      return texts[Number(item.value.item())]!;
    },
    where(pred: ArrayLike, a: EnumerationItem, b: EnumerationItem): EnumerationItem {
      checkItem("Enumeration.where", "a", a, texts);
      checkItem("Enumeration.where", "b", b, texts);
      return itemOf(where(pred, a.value, b.value));
    },
    promote(item: EnumerationItem): EnumerationItem {
      checkItem("Enumeration.promote", "item", item, null);
      const isContinued = item.messages.every((text, i) => texts[i] === text);
      if (isContinued) return itemOf(item.value);
      throw wrongOption({ operation: "Enumeration.promote", name: "item" }, item, "a case of an enumeration that this one continues"); // prettier-ignore
    },
  };
  return Object.freeze({ ...Object.fromEntries(items), ...methods }) as Enumeration<Names | Base>;
}

function checkItem(operation: string, name: string, item: unknown, messages: readonly string[] | null): void {
  const fits =
    item instanceof EnumerationItem && (messages === null || item.messages.join("\n") === messages.join("\n"));
  if (!fits) throw wrongOption({ operation, name }, item, "a case of this enumeration");
}
