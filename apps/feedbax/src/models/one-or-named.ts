/** One thing, or several by name. */
export type OneOrNamed<T> = T | Readonly<Record<string, T>>;
