import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build as bundle } from "esbuild";
import { build as bundleWithVite } from "vite";
import { packAll } from "@proj/repo/pack";
import { doors, publicPackages } from "@proj/repo/workspace";
import { extractExamples } from "@proj/doctest/extract";
import { exampleScript, exampleSupport } from "@proj/doctest/script";
import { typeCheck } from "@proj/doctest/type-check";
import { lacksPython } from "@proj/devices/python-with-jax";
import { softwareGpuEnvironment } from "@proj/devices/software-gpu";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** The folder of someone who has installed every package and has nothing else of this workspace. */
const home = mkdtempSync(join(realpathSync(tmpdir()), "installed-"));

beforeAll(() => {
  const archives = packAll(join(home, "archives")).map(({ archive }) => archive);
  writeFileSync(join(home, "package.json"), JSON.stringify({ private: true, type: "module" }));
  npm("install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", ...archives);
  // The one package of others that someone may install beside ours; copied from here, since the test does without a registry.
  symlinkSync(dirname(createRequire(import.meta.url).resolve("webgpu")), join(home, "node_modules", "webgpu"));
  mkdirSync(join(home, "examples"));
  for (const [name, text] of exampleSupport()) writeFileSync(join(home, "examples", name), text);
}, 600_000);

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

describe.each(publicPackages())("installed from its archive", (one) => {
  const { name, folder, manifest } = one;
  const readme = `packages/${name}/README.md`;
  const examples = extractExamples(readme, readFileSync(join(folder, "README.md"), "utf8"));

  test.each(doors(one))("$specifier exports the same values as its source", async ({ specifier, source }) => {
    const values = Object.keys((await import(/* @vite-ignore */ join(folder, source))) as object);
    const program = `import(${JSON.stringify(specifier)}).then((it) => console.log(JSON.stringify(Object.keys(it))))`;
    expect((JSON.parse(node("--eval", program)) as string[]).sort()).toEqual(values.sort());
  });

  test(`the README of ${manifest.name} shows how to use it`, () => {
    expect(examples).not.toEqual([]);
  });

  for (const example of examples) {
    test.skipIf(lacksPython(example.code))(
      `${manifest.name} runs the example of its README on line ${example.line}`,
      () => {
        const path = join(home, "examples", `${name}-${example.line}.js`);
        writeFileSync(path, exampleScript(example));
        node(path);
      },
    );
  }
});

test("the one file of @proj/all needs no other package", () => {
  const file = join(home, "proj.mjs");
  copyFileSync(join(home, "node_modules/@proj/all/dist/proj.js"), file);
  const program = `import(${JSON.stringify(file)}).then(({ grad, np }) => console.log(grad((x) => x.pow(2))(np.array(3)).item()))`;
  expect(node("--eval", program).trim()).toBe("6");
});

test("installed from their archives, the packages pass the type check of a user who checks libraries too", () => {
  const program = join(home, "examples", "imports.ts");
  const config = join(home, "tsconfig.json");
  writeFileSync(config, JSON.stringify({ compilerOptions: userOptions }));
  const imports = publicPackages()
    .flatMap(doors)
    .map(({ specifier }, index) => `import * as p${index} from "${specifier}"; void p${index};`);
  expect(typeCheck(new Map([[program, imports.join("\n")]]), config)()).toEqual([]);
});

/** Programs that need one door each. A bundler keeps what they use, which has to be all that they need. */
const smallPrograms = [
  `import { add } from "@proj/array"; console.log(String(add(1, 2)));`,
  `import { array } from "@proj/array"; console.log(String(array([1, 2]).mul(2).sum()));`,
  `import { zeros } from "@proj/array"; console.log(zeros([2]));`,
  `import { iota } from "@proj/array/lax"; console.log(String(iota("int32", 3)));`,
  `import { print } from "@proj/array/debug"; print("{}", 1);`,
  `import { relu } from "@proj/array/nn"; console.log(String(relu(-1)));`,
  `import { matmul } from "@proj/array/linalg"; console.log(typeof matmul);`,
  `import { erf } from "@proj/array/special"; console.log(String(erf(1)));`,
  `import { grad } from "@proj/autodiff"; console.log(String(grad((x) => x.mul(x))(3)));`,
  `import { array } from "@proj/array"; import { vmap } from "@proj/autodiff"; console.log(String(vmap((x) => x.sum())(array([[1, 2]]))));`,
  `import { jit } from "@proj/jit"; console.log(String(jit((x) => x.add(1))(1)));`,
  `import { key, normal } from "@proj/random"; console.log(String(normal(key(0), [3])));`,
  `import { Linear } from "@proj/module"; import { key } from "@proj/random"; console.log(Linear.init(1, 2, { key: key(0) }));`,
  `import { sgd } from "@proj/optim"; console.log(String(sgd(0.1).update(1, sgd(0.1).init(1))[0]));`,
  `import { map } from "@proj/tree"; console.log(map((x) => x + 1, { a: 1 }));`,
];

describe.each(smallPrograms.map((program, index) => [program, index] as const))("%s", (program, index) => {
  const path = join(home, `program-${index}.js`);

  test("does when esbuild has bundled it what it does without", async () => {
    writeFileSync(path, program);
    const outfile = join(home, `program-${index}.esbuild.mjs`);
    await bundle({ entryPoints: [path], outfile, bundle: true, minify: true, format: "esm", platform: "neutral" });
    expect(node(outfile)).toBe(node(path));
  });

  test("does when Vite has bundled it what it does without", async () => {
    writeFileSync(path, program);
    const outDir = join(home, `program-${index}.vite`);
    const lib = { entry: path, formats: ["es" as const], fileName: () => "bundled.mjs" };
    await bundleWithVite({ root: home, configFile: false, logLevel: "error", build: { outDir, lib, minify: true } });
    expect(node(join(outDir, "bundled.mjs"))).toBe(node(path));
  });
});

/** The strictest options of a project whose modules Node itself resolves. */
const userOptions = { target: "ES2022", module: "NodeNext", moduleResolution: "NodeNext", strict: true, noEmit: true };

function node(...args: string[]): string {
  const env = { ...process.env, ...softwareGpuEnvironment() };
  return execFileSync(process.execPath, args, { cwd: home, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], env });
}

function npm(...args: string[]): void {
  const env = { ...process.env, npm_config_loglevel: "error" };
  execFileSync("npm", args, { cwd: home, stdio: ["ignore", "pipe", "pipe"], env });
}
