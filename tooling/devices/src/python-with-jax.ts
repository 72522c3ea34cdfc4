/** The Python that has jax, of the environment variable `PROJ_PYTHON`; null without one, which tests that need it say loudly. */
export const pythonWithJax: string | null = process.env["PROJ_PYTHON"] || null;

if (pythonWithJax === null)
  console.warn("SKIPPED: what needs XLA. `npx pnpm test:xla` installs jax with pip, and runs it.");

/** Whether an example starts the process that needs Python, which is not there. */
export const lacksPython = (code: string): boolean => pythonWithJax === null && code.includes('"@proj/xla"');
