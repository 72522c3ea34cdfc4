import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { layers } from "../layers.js";
import { publicPackages, root } from "../src/workspace.ts";

/** The names that can be reached from themselves. */
function inCycles(imports: Readonly<Record<string, readonly string[]>>): string[] {
  const reachable = (from: string): Set<string> => {
    const found = new Set<string>();
    const visit = (name: string): void => {
      for (const next of imports[name] ?? []) {
        if (found.has(next)) continue;
        found.add(next);
        visit(next);
      }
    };
    visit(from);
    return found;
  };
  return Object.keys(imports).filter((name) => reachable(name).has(name));
}

test("every package has its layer, and no package stands on itself", () => {
  expect(Object.keys(layers).sort()).toEqual(publicPackages().map(({ name }) => name));
  const below = Object.entries(layers).map(([name, { packages }]) => [name, Object.keys(packages)] as const);
  expect(inCycles(Object.fromEntries(below))).toEqual([]);
});

describe.each(Object.entries(layers))("the rooms of %s", (name, { rooms }) => {
  const names = Object.keys(rooms);

  test("are the folders of its sources", () => {
    const src = join(root, "packages", name, "src");
    const files = readdirSync(src, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const folders = [...new Set(files.map(({ parentPath }) => parentPath.slice(src.length + 1)))].filter(Boolean);
    const inRoom = (folder: string, room: string): boolean => `${folder}/`.startsWith(`${room}/`);
    expect(folders.filter((folder) => !names.some((room) => inRoom(folder, room)))).toEqual([]);
    expect(names.filter((room) => !folders.some((folder) => inRoom(folder, room)))).toEqual([]);
  });

  test("do not stand on themselves", () => {
    expect(inCycles(rooms)).toEqual([]);
  });
});
