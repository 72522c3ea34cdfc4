/**
 * Packs every package and asks publint and are-the-types-wrong whether bundlers, Node and TypeScript will all read it
 * the way it is meant.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { manifestComplaints } from "./manifest.ts";
import { packAll } from "./pack.ts";
import { root } from "./workspace.ts";

let failures = 0;
for (const { package: one, archive } of packAll(join(root, ".cache/packed"))) {
  const complaints = [...manifestComplaints(one), ...(await wrongPackage(archive)), ...wrongTypes(archive)];
  console.log(`${one.manifest.name}: ${complaints.length === 0 ? "good" : `\n  ${complaints.join("\n  ")}`}`);
  failures += complaints.length;
}
if (failures > 0) process.exitCode = 1;

async function wrongPackage(archive: string): Promise<string[]> {
  const tarball = Uint8Array.from(readFileSync(archive)).buffer;
  const { messages, pkg } = await publint({ pack: { tarball }, level: "suggestion", strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, pkg) ?? message.code}`);
}

function wrongTypes(archive: string): string[] {
  try {
    execFileSync("attw", [archive, "--profile", "esm-only", "--format", "ascii", "--no-color"], { encoding: "utf8" });
    return [];
  } catch (error) {
    return [`are-the-types-wrong: ${(error as { stdout?: string }).stdout ?? String(error)}`];
  }
}
