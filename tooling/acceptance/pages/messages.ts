/** What a page or a worker says when it is done. */
export type Message<Report> =
  | { readonly kind: "done"; readonly report: Report; readonly violations: readonly string[] }
  | { readonly kind: "failed"; readonly error: string; readonly violations: readonly string[] };
