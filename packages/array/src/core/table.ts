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

/** Texts in which names stand with spaces between them, by the value that the names in each have. */
type Lists = Readonly<Record<string, string>>;

/** The table of which {@link valueOfName} reads one row. */
export type TableByValue<L extends Lists> = { readonly [Name in Words<L[keyof L]>]: ValueOf<L, Name> };

/** What tells the value of a name from lists of the names that have each; names that are asked for are looked for once. */
export function valueOfName<L extends Lists>(lists: L): (name: string) => keyof L | undefined {
  const known: Record<string, keyof L | undefined> = {};
  return (name) => {
    if (!(name in known)) known[name] = Object.keys(lists).find((value) => ` ${lists[value]!} `.includes(` ${name} `));
    return known[name];
  };
}

type ValueOf<L extends Lists, Name extends string> = {
  [Value in keyof L]: Name extends Words<L[Value]> ? Value : never;
}[keyof L];
