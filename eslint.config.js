import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import jsdoc from "eslint-plugin-jsdoc";
import tseslint from "typescript-eslint";

const hashedPrivates = {
  selector: "[accessibility='private']:not([kind='constructor'])",
  message: "What is private is named with a #, which holds at run time too.",
};

export default defineConfig(
  { ignores: ["**/dist/**", "**/coverage/**", "**/.cache/**", "**/scratch/**", "**/*.config.js"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  { languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } } },
  {
    files: ["**/*.ts", "**/*.tsx"],
    plugins: { jsdoc },
    rules: {
      "jsdoc/require-hyphen-before-param-description": ["error", "always"],
      // `this: void` says that a method is a function without an object.
      "@typescript-eslint/no-invalid-void-type": ["error", { allowAsThisParameter: true }],
      "no-restricted-syntax": ["error", hashedPrivates],

      eqeqeq: ["error", "always", { null: "ignore" }],
      // A page whose content security policy forbids `unsafe-eval` must run every package.
      "no-eval": "error",
      "no-new-func": "error",

      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { requireDefaultForNonUnion: false }],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],

      // Under `noUncheckedIndexedAccess` every `a[i]` of a loop over a typed array is `number | undefined`, though the
      // loop's bound proves it a number. `!` says so at no cost; a run-time check would sit in the innermost loop.
      "@typescript-eslint/no-non-null-assertion": "off",
      // Coefficients are written with all the digits their source prints, which is more than a double holds.
      "no-loss-of-precision": "off",
      // Messages and generated code are full of sizes and flags, and neither prints ambiguously.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // `() => buffer.fill(0)` reads better than a block whose only purpose is to drop the value.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      // Overloads whose parameters have different names are different uses, and are documented one by one.
      "@typescript-eslint/unified-signatures": ["error", { ignoreDifferentlyNamedParameters: true }],

      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "^@proj/.+/src/|^(\\.\\./)+[^./][^/]*/src/",
              message: "Import another package by its public name.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["packages/*/src/**/*.ts"],
    rules: {
      "no-console": ["error", { allow: ["warn"] }],
      "no-restricted-syntax": [
        "error",
        hashedPrivates,
        {
          selector: "MemberExpression[computed=true][object.name='lax']",
          message:
            "A module asked for a computed name brings all its functions into every bundle; list those that are meant.",
        },
      ],
      "no-restricted-globals": [
        "error",
        ...["process", "Buffer", "global", "require", "__dirname"].map((name) => ({
          name,
          message:
            "A package runs in a browser too; reach what only Node has through `globalThis`, and do without it elsewhere.",
        })),
      ],
    },
  },
  {
    files: ["**/*.js"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { console: false, process: false } },
  },
);
