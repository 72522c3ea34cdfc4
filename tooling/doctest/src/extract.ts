import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One example of the documentation, ready to run. */
export interface Example {
  /** The file it stands in, relative to the workspace. */
  readonly file: string;
  /** The line of its first statement, counted from 1. */
  readonly line: number;
  /** Its program, moved to the lines on which it stands in `file`, so that every message about it names the true line. */
  readonly code: string;
}

/** The lines of one fence or of one `@example` block. */
interface Block {
  readonly line: number;
  readonly lines: readonly string[];
  readonly continued: boolean;
}

/**
 * Finds every example of the workspace.
 *
 * @param root - the folder of the workspace.
 */
export function workspaceExamples(root: string): Example[] {
  const members = ["packages", "apps"].flatMap((folder) =>
    list(root, folder, false).map((member) => `${folder}/${member}`),
  );
  const files = [
    ...markdown(root, ".", false),
    ...markdown(root, "docs", true),
    ...members.flatMap((member) => [
      ...markdown(root, member, false),
      ...list(root, `${member}/src`, true)
        .filter((file) => file.endsWith(".ts"))
        .map((file) => `${member}/src/${file}`),
    ]),
  ];
  return files.flatMap((file) => extractExamples(file, readFileSync(join(root, file), "utf8")));
}

/**
 * Finds the examples of one file: the `ts` fences of a Markdown file, the `@example` blocks of a TypeScript file.
 *
 * @param file - the name of the file; `.md` tells Markdown.
 * @param text - its contents.
 */
export function extractExamples(file: string, text: string): Example[] {
  const blocks = file.endsWith(".md") ? fences(text.split("\n"), 1) : docComments(text).flatMap(exampleTags);
  return blocks.map((block, index) => ({ file, line: block.line, code: placed(chain(blocks, index)) }));
}

/** A block together with the blocks it carries on from. */
function chain(blocks: readonly Block[], last: number): Block[] {
  let first = last;
  while (first > 0 && blocks[first]!.continued) first -= 1;
  return blocks.slice(first, last + 1);
}

/** The blocks as one program in which every line keeps its number. */
function placed(blocks: readonly Block[]): string {
  const program: string[] = [];
  for (const { line, lines } of blocks) {
    while (program.length < line - 1) program.push("");
    program.push(...lines);
  }
  return program.join("\n");
}

/** The `ts` fences among some lines. */
function fences(lines: readonly string[], firstLine: number): Block[] {
  const blocks: Block[] = [];
  for (let start = 0; start < lines.length; start += 1) {
    const opening = /^\s*(?<ticks>`{3,}|~{3,})\s*(?<info>.*)$/.exec(lines[start]!)?.groups;
    if (!opening) continue;
    let end = start + 1;
    while (end < lines.length && lines[end]!.trim() !== opening.ticks) end += 1;
    const [language, mode = ""] = opening.info!.trim().split(/\s+/);
    if ((language === "ts" || language === "typescript") && mode !== "signature") {
      blocks.push({ line: firstLine + start + 1, lines: lines.slice(start + 1, end), continued: mode === "continued" });
    }
    start = end;
  }
  return blocks;
}

/** The doc comments of a TypeScript file, without their stars. */
function docComments(text: string): { readonly line: number; readonly lines: readonly string[] }[] {
  return [...text.matchAll(/^[ \t]*\/\*\*[\s\S]*?\*\//gm)].map((match) => ({
    line: text.slice(0, match.index).split("\n").length,
    lines: match[0]
      .replace(/^[ \t]*\/\*\*/, "")
      .replace(/\*\/$/, "")
      .split("\n")
      .map((line) => line.replace(/^\s*\* ?/, "")),
  }));
}

/** The `@example` blocks of one doc comment: its fences, or its bare text where there are none. */
function exampleTags({ line, lines }: { readonly line: number; readonly lines: readonly string[] }): Block[] {
  const blocks: Block[] = [];
  for (let start = 0; start < lines.length; start += 1) {
    const tag = /^@example\b ?(?<rest>.*)$/.exec(lines[start]!);
    if (!tag) continue;
    let end = start + 1;
    while (end < lines.length && !/^@\w/.test(lines[end]!)) end += 1;
    const body = [tag.groups!.rest!, ...lines.slice(start + 1, end)];
    if (body.some((text) => /^\s*(`{3,}|~{3,})/.test(text))) blocks.push(...fences(body, line + start));
    else blocks.push(bare(body, line + start));
    start = end - 1;
  }
  return blocks;
}

/** An example without a fence, from its first line that says something. */
function bare(lines: readonly string[], line: number): Block {
  const first = lines.findIndex((text) => text.trim() !== "");
  return { line: line + Math.max(first, 0), lines: lines.slice(Math.max(first, 0)), continued: false };
}

/** The Markdown files of a folder; the changelogs that releases write are not documentation. */
function markdown(root: string, folder: string, recursive: boolean): string[] {
  return list(root, folder, recursive)
    .filter((file) => file.endsWith(".md") && !file.endsWith("CHANGELOG.md"))
    .map((file) => (folder === "." ? file : `${folder}/${file}`));
}

/** The names in a folder, in one order on every machine; nothing when there is no such folder. */
function list(root: string, folder: string, recursive: boolean): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .sort();
}
