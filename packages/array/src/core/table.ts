/** A table with one row per name, all made alike. */
export function tableOf<Name extends string, Row>(
  names: readonly Name[],
  row: (name: Name) => Row,
): { readonly [N in Name]: Row } {
  return Object.fromEntries(names.map((name) => [name, row(name)])) as { readonly [N in Name]: Row };
}
