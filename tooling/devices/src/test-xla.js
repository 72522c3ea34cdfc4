/**
 * Runs the tests that need XLA. Python with jax is that of the environment variable `PROJ_PYTHON`; without it jax is installed with
 * pip into a virtual environment. Where that cannot be, or there is no Python of 3.11 or later, they are reported as skipped.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath, URL } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const environment = `${root}.cache/jax`;
const installed = `${environment}/bin/python`;

/** The first Python on the path that is new enough, or null. */
function findPython() {
  const names = ["python3", "python3.13", "python3.12", "python3.11", "python"];
  const isNew = "import sys; sys.exit(sys.version_info < (3, 11))";
  return names.find((name) => spawnSync(name, ["-c", isNew]).status === 0) ?? null;
}

/** Python with jax, installed if need be; null where that cannot be. */
function pythonWithJax() {
  const given = process.env["PROJ_PYTHON"];
  if (given) return given;
  if (spawnSync(installed, ["-c", "import flatbuffers, jax"]).status === 0) return installed;
  const python = findPython();
  if (python === null) return null;
  try {
    if (!existsSync(installed)) execFileSync(python, ["-m", "venv", environment], { stdio: "inherit" });
    execFileSync(installed, ["-m", "pip", "install", "--quiet", "jax==0.10.2", "flatbuffers"], { stdio: "inherit" });
    return installed;
  } catch (error) {
    console.warn(error instanceof Error ? error.message : error);
    return null;
  }
}

const python = pythonWithJax();
if (python === null) {
  console.warn(
    "SKIPPED: all tests of XLA, for there is no Python of 3.11 or later with jax, and pip could not install it.",
  );
} else {
  const tests = [
    "packages/xla/test",
    "tooling/laws/test/xla.test.ts",
    "tooling/laws/test/collective-gradients.test.ts",
    "apps/feedbax/test/training/mesh.test.ts",
  ];
  const files = [...tests, ...process.argv.slice(2)];
  const env = { ...process.env, PROJ_PYTHON: python };
  const { status } = spawnSync("npx", ["vitest", "run", "--reporter=default", ...files], {
    cwd: root,
    env,
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
}
