/**
 * Remembers what a transformation made of an object such as a Jaxpr, by its identity: transformed Jaxprs then keep their
 * identities as well, by which compilers find what they compiled before.
 *
 * @param key - tells calls for one object apart.
 * @param keepable - false for results that hold arrays of the moment, which are not remembered.
 */
export function memoize<Source extends object, Rest extends readonly unknown[], R = unknown>(
  transform: (source: Source, ...rest: Rest) => R,
  key: (source: Source, ...rest: Rest) => string,
  keepable: (result: R) => boolean = () => true,
): (source: Source, ...rest: Rest) => R {
  const memory = new WeakMap<Source, Map<string, R>>();
  return (source, ...rest) => {
    const results = memory.get(source) ?? new Map<string, R>();
    memory.set(source, results);
    const name = key(source, ...rest);
    const known = results.get(name);
    if (known !== undefined) return known;
    const result = transform(source, ...rest);
    if (keepable(result)) results.set(name, result);
    return result;
  };
}

/** A list of truth values as text: `101`. */
export function maskKey(mask: readonly boolean[]): string {
  return mask.map(Number).join("");
}

const identities = new WeakMap<object, number>();
let nextIdentity = 0;

/** A number for an object, the same every time: its identity as part of a key. */
export function identityOf(object: object): number {
  let number = identities.get(object);
  if (number === undefined) identities.set(object, (number = nextIdentity++));
  return number;
}
