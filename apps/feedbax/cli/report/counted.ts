/**
 * A number of things in words: `"1 trial"`, `"2,000 trials"`.
 *
 * @param one - the thing; its plural takes an s, unless it is given
 */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : several}`;
}

/** A unit behind a number: `"trial"` behind 1, `"trials"` behind others; symbols such as `"m/s"` stay what they are. */
export function unitBehind(count: number, unit: string): string {
  return count === 1 ? unit.replace(/^([a-z]{2,})s\b/, "$1") : unit;
}
