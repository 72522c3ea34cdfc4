import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";

const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript-native/package.json")), "bin/tsc");

/**
 * Writes the declarations (`.d.ts`) of a package, one a source file, into its `dist`.
 *
 * @param {string} folder - the package's folder.
 * @param {readonly string[]} sources - the files of its doors.
 */
export function writeTypes(folder, sources) {
  const home = resolve(folder);
  const [packages, root] = [dirname(home), dirname(dirname(home))];
  const scratch = mkdtempSync(join(tmpdir(), "types-"));
  try {
    const config = join(scratch, "tsconfig.json");
    const compilerOptions = {
      noEmit: false,
      emitDeclarationOnly: true,
      // `typecheck` checks the sources; here only what declarations need is inferred.
      noCheck: true,
      types: [],
      // Other packages are read from their sources too, so declarations of these are written as well, and left here.
      rootDir: packages,
      outDir: scratch,
    };
    const files = sources.map((source) => resolve(source));
    writeFileSync(config, JSON.stringify({ extends: join(root, "tsconfig.base.json"), compilerOptions, files }));
    execFileSync(process.execPath, [compiler, "-p", config], { stdio: "inherit" });
    cpSync(join(scratch, basename(home), "src"), join(home, "dist"), { recursive: true });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
