import { allowedImports } from "./layers.js";

/** What dependency-cruiser enforces on the import statements of every package. */
export default {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Files that import each other cannot be read, tested or loaded one by one. Imports of types are free.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    ...Object.entries(allowedImports).map(([name, allowed]) => ({
      name: `${name}-imports`,
      comment: `${name} may import ${allowed.length === 0 ? "no other package" : allowed.join(", ")}.`,
      severity: "error",
      from: { path: `^packages/${name}/src/` },
      to: { path: "^(packages|apps|tooling)/", pathNot: `^packages/(${[name, ...allowed].join("|")})/` },
    })),
    {
      name: "public-names-only",
      comment: "A package is imported by its public name; its other files are its own business.",
      severity: "error",
      from: { path: "^(packages|apps)/([^/]+)/src/" },
      to: { path: "^(packages|apps)/[^/]+/", pathNot: ["^$1/$2/", "^packages/[^/]+/src/[^/]+\\.ts$"] },
    },
    {
      name: "no-third-party",
      comment: "A package brings nothing with it but the packages below it.",
      severity: "error",
      from: { path: "^packages/[^/]+/src/" },
      to: {
        dependencyTypes: ["npm", "npm-dev", "npm-peer", "npm-optional", "npm-no-pkg", "npm-unknown"],
        path: "node_modules",
      },
    },
    {
      name: "no-node-modules-of-node",
      comment: "A package runs in a browser as well.",
      severity: "error",
      from: { path: "^packages/[^/]+/src/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "no-unresolvable",
      comment: "An import that leads nowhere.",
      severity: "error",
      from: { path: "^(packages|apps)/[^/]+/src/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|\\.turbo|\\.cache)/" },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      conditionNames: ["@proj/source", "import", "default"],
      exportsFields: ["exports"],
      extensions: [".ts", ".tsx", ".js"],
    },
  },
};
