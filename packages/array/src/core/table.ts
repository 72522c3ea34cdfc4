/** A table with one row per name, all made alike. */
export function tableOf<Name extends string, Row>(
  names: readonly Name[],
  row: (name: Name) => Row,
): { readonly [N in Name]: Row } {
  const table = {} as { [N in Name]: Row };
  for (const name of names) table[name] = row(name);
  return table;
}

/** The words of a text, which have spaces between them. */
export type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Text;

/** The names in a text, which have spaces between them, as a list. */
export function namesIn<const Text extends string>(text: Text): Words<Text>[] {
  return text.split(" ") as Words<Text>[];
}

/** A table with one row per name from lists of the names that have each value, in which spaces stand between them. */
export function tableByValue<const Lists extends Readonly<Record<string, string>>>(
  lists: Lists,
): { readonly [Name in Words<Lists[keyof Lists]>]: ValueOf<Lists, Name> } {
  const table: Record<string, string> = {};
  for (const value in lists) for (const name of namesIn(lists[value]!)) table[name] = value;
  return table as never;
}

type ValueOf<Lists extends Readonly<Record<string, string>>, Name extends string> = {
  [Value in keyof Lists]: Name extends Words<Lists[Value]> ? Value : never;
}[keyof Lists];
