import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import ts from "typescript";
import { layers } from "../layers.js";
import { doors, readManifest, root } from "./workspace.ts";
import type { Package } from "./workspace.ts";

/**
 * Says what a package's manifest has wrong.
 *
 * @param one - the package.
 * @returns One sentence for each mistake.
 */
export function manifestComplaints(one: Package): string[] {
  return [...wrongDependencies(one), ...wrongDoors(one), ...wrongDescription(one)];
}

/**
 * What the sources import is asked for, and nothing else. An optional peer is what the package looks for when it runs, where
 * the platform does not bring it along; it is never imported.
 */
function wrongDependencies({ name, folder, manifest }: Package): string[] {
  const imported = importedPackages(join(folder, "src"));
  const peers = Object.keys(manifest.peerDependencies ?? {}).filter(
    (peer) => manifest.peerDependenciesMeta?.[peer]?.optional !== true,
  );
  const layer = layers[name];
  const dependencies = Object.keys(manifest.dependencies ?? {});
  const [asked, astray] = layer?.brings ? [dependencies, peers] : [peers, dependencies];
  return [
    ...(layer ? [] : ["tooling/repo/layers.js does not say what it may import"]),
    ...astray.map(
      (other) => `${other} should be ${layer?.brings ? "a dependency, not a peer" : "a peer, not a dependency"}`,
    ),
    ...asked.filter((other) => !imported.has(other)).map((other) => `${other} is asked for, but is not imported`),
    ...[...imported]
      .filter((other) => !asked.includes(other))
      .map((other) => `${other} is imported, but not asked for`),
  ];
}

/** The packages that the files of a folder import, values or types. */
function importedPackages(folder: string): Set<string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const specifiers = files
    .map((file) => ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.ES2022))
    .flatMap(({ statements }) => statements.filter((one) => ts.isImportDeclaration(one) || ts.isExportDeclaration(one)))
    .flatMap(({ moduleSpecifier }) => (moduleSpecifier ? [(moduleSpecifier as ts.StringLiteral).text] : []));
  const packages = specifiers.filter((specifier) => !specifier.startsWith("node:"));
  return new Set(packages.flatMap((specifier) => /^(@[^/]+\/)?[^./][^/]*/.exec(specifier)?.[0] ?? []));
}

/** A door is a file of `src` and, once built, of `dist`; what is published leads to the latter only. */
function wrongDoors(one: Package): string[] {
  const expected = doors(one).map(({ subpath, name }) => {
    const built = { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` };
    return { subpath, built, here: { "@proj/source": `./src/${name}.ts`, ...built } };
  });
  const manifest = { "./package.json": "./package.json" };
  const here = { ...Object.fromEntries(expected.map(({ subpath, here }) => [subpath, here])), ...manifest };
  const published = { ...Object.fromEntries(expected.map(({ subpath, built }) => [subpath, built])), ...manifest };
  return [
    ...(isDeepStrictEqual(one.manifest.exports, here) ? [] : [`exports should be ${JSON.stringify(here)}`]),
    ...(isDeepStrictEqual(one.manifest.publishConfig?.exports, published)
      ? []
      : [`publishConfig.exports should be ${JSON.stringify(published)}`]),
  ];
}

/** What a registry shows. The workspace's manifest says once where the sources are. */
function wrongDescription({ name, manifest }: Package): string[] {
  const { homepage = "", repository } = readManifest(root);
  const folder = `packages/${name}`;
  const expected = {
    homepage: homepage.replace("#", `/tree/main/${folder}#`),
    repository: { ...repository, directory: folder },
  };
  return [
    ...(manifest.description ? [] : ["it has no description"]),
    ...(manifest.keywords?.length ? [] : ["it has no keywords"]),
    ...Object.entries(expected)
      .filter(([field, value]) => !isDeepStrictEqual(manifest[field as keyof typeof expected], value))
      .map(([field, value]) => `${field} should be ${JSON.stringify(value)}`),
  ];
}
