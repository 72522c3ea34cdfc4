/*
 * Messages show the line of the user's program that made an array. It is the first line of a stack that lies outside of this
 * family of packages, of what else is installed, and of the engine. Packages of the family are known by where they lie, beside
 * this one, so nobody has to list them. Where all were bundled into one file, that file is theirs.
 */

/** The file that a line of a stack names; empty for what the engine itself runs. */
function fileOf(line: string): string {
  return /([^\s(]+):\d+:\d+\)?$/.exec(line)?.[1] ?? "";
}

/** The folders of sources and builds of all packages that lie beside the one with this file; null for a file of a bundle. */
function familyOf(file: string): RegExp | null {
  const folder = /[/\\]([^/\\]+)[/\\]array[/\\](?:src|dist)[/\\]/.exec(file)?.[1];
  return folder === undefined ? null : new RegExp(`[/\\\\]${folder}[/\\\\][^/\\\\]+[/\\\\](?:src|dist)[/\\\\]`);
}

/**
 * The first line of a stack that is the user's, or null.
 *
 * @param stack - as V8 writes it.
 * @param here - a line of a stack within this package; default: this one's.
 * @example
 * import { userLine } from "@proj/array/core";
 * userLine("Error\n    at Array.map (<anonymous>)\n    at loss (/home/me/loss.ts:3:7)"); // → "at loss (/home/me/loss.ts:3:7)"
 */
export function userLine(stack: string, here = lines(new Error().stack ?? "")[0] ?? ""): string | null {
  const own = fileOf(here);
  const family = familyOf(own);
  const isUsers = (line: string): boolean => {
    const file = fileOf(line);
    if (file === "" || file === own || file.startsWith("node:")) return false;
    return !/[/\\]node_modules[/\\]/.test(file) && !(family?.test(file) ?? false);
  };
  return lines(stack).find(isUsers)?.trim() ?? null;
}

/** How many calls a {@link deepStack} shows. */
const deepest = 200;

/** An error whose stack goes deeper than the engine shows by default, through rules of transformations to the user's program. */
export function deepStack(): Error {
  const limited = Error as { stackTraceLimit?: number };
  const { stackTraceLimit } = limited;
  limited.stackTraceLimit = deepest;
  const error = new Error();
  if (stackTraceLimit !== undefined) limited.stackTraceLimit = stackTraceLimit;
  return error;
}

function lines(stack: string): string[] {
  return stack.split("\n").filter((line) => /^\s+at /.test(line));
}
