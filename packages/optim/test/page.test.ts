import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { optimiserRows } from "@proj/reference";
import { expect, test } from "vitest";

/*
 * docs/optimisers.md: each function of the list tooling/reference/optimisers.json with what its source says of it. `vitest -u`
 * writes the page.
 */

const folder = join(import.meta.dirname, "../src");
const source = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => readFileSync(join(folder, file), "utf8"))
  .join("\n");

/** The text of a doc comment up to its first tag, on one line. */
const plain = (comment: string): string =>
  comment
    .replace(/^\s*\/?\*+\/?/gm, "")
    .split(/\s@[a-z]/)[0]!
    .replace(/\{@link (\w+)\}/g, "`$1`")
    .replace(/\s+/g, " ")
    .trim();

/** Options of an interface and of those that it extends, with the defaults that their comments tell. */
function optionsOf(name: string): readonly string[] {
  const found = new RegExp(`export interface ${name}(?:<[^{]*>)?(?: extends ([^{]+))? \\{([^}]*)\\}`).exec(source);
  if (found === null) return [];
  const [, bases = "", body] = found;
  const own = [...body!.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\s*readonly (\w+)\?:/g)].map(([, comment, option]) => {
    const told = /[Dd]efault:? (?:is )?`?(\[[^\]]*\]|[^,;.`]+(?:\.\d[^,;.` ]*)?)/.exec(plain(comment!))?.[1];
    return told === undefined ? `\`${option!}\`` : `\`${option!}\` (${told.trim()})`;
  });
  return [...(bases.match(/\w+Options\b/g) ?? []).flatMap(optionsOf), ...own];
}

/** The line of a function, or null for a class. */
function lineOf(name: string): string | null {
  const comment = new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s*export function ${name}\\b([^]*?)\\n?\\): `).exec(
    source,
  );
  if (comment === null) return null;
  const [, doc, signature] = comment;
  const given = /options\??: ([^\n]*)/.exec(signature!)?.[1] ?? "";
  const taken = (given.match(/\w+Options\b/g) ?? []).flatMap(optionsOf);
  return `- \`${name}\`: ${plain(doc!)}${taken.length === 0 ? "" : ` Options: ${[...new Set(taken)].join(", ")}.`}`;
}

test("the page of optimisers tells what the list and the sources say", async () => {
  const names = [...new Set(optimiserRows().map(({ call: [name] }) => name))].sort((a, b) => a.localeCompare(b, "en"));
  const lines = names.flatMap((name) => lineOf(name) ?? []);
  const page = [
    "# Optimisers and transformations",
    "Every function of the list `tooling/reference/optimisers.json`, with what its source says of it and the defaults of its options. Each " +
      "is compared with Optax over a hundred steps, with the arguments in the list. `vitest -u` in `packages/optim` writes this page.",
    lines.join("\n"),
  ];
  await expect(`${page.join("\n\n")}\n`).toMatchFileSnapshot("../../../docs/optimisers.md");
});
