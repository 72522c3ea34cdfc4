import { appsMayNotOpen, appsMayOpen, layers } from "./layers.js";

const doors = [...new Set(Object.values(layers).flatMap(({ packages }) => Object.values(packages).flat()))];
const list = (/** @type {readonly string[]} */ items) => (items.length === 0 ? "nothing" : items.join(", "));
const any = (/** @type {readonly string[]} */ items) => `(${items.join("|")})`;

/** Which packages a package may import, and through which of their doors. */
const packageRules = Object.entries(layers).flatMap(([name, { packages }]) => {
  const below = Object.entries(packages);
  return [
    {
      name: `${name}-packages`,
      comment: `${name} may import these packages: ${list(below.map(([other]) => other))}.`,
      severity: "error",
      from: { path: `^packages/${name}/src/` },
      to: {
        path: "^(packages|apps|tooling)/",
        pathNot: `^packages/${any([name, ...below.map(([other]) => other)])}/`,
      },
    },
    ...below.map(([other, open]) => ({
      name: `${name}-doors-of-${other}`,
      comment: `${name} may import these doors of ${other}: ${list(open)}.`,
      severity: "error",
      from: { path: `^packages/${name}/src/` },
      to: { path: `^packages/${other}/src/${any(doors)}\\.ts$`, pathNot: `^packages/${other}/src/${any(open)}\\.ts$` },
    })),
  ];
});

/** Which rooms of its package a room may import values from. */
const roomRules = Object.entries(layers).flatMap(([name, { rooms }]) => {
  /** Matches the files of a room without those of the rooms within, or the one file that the table names. */
  const path = (/** @type {string} */ room) => {
    const start = `^packages/${name}/src/${room}`;
    if (room.endsWith(".ts")) return `${start.replace(".ts", "\\.ts")}$`;
    const inner = Object.keys(rooms).filter((other) => other.startsWith(`${room}/`));
    return inner.length === 0
      ? `${start}/`
      : `${start}/(?!${any(inner.map((other) => other.slice(room.length + 1)))}/)`;
  };
  return Object.entries(rooms).map(([room, open]) => ({
    name: `${name}/${room}`,
    comment: `${room} of ${name} may import values from these rooms: ${list(open)}.`,
    severity: "error",
    from: { path: path(room) },
    to: {
      path: `^packages/${name}/src/`,
      pathNot: [room, ...open].map(path),
      dependencyTypesNot: ["type-only"],
    },
  }));
});

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
    ...packageRules,
    ...roomRules,
    {
      name: "doors-only",
      comment: "A package is imported through its doors; its other files are its own business.",
      severity: "error",
      from: { path: "^(packages|apps)/([^/]+)/src/" },
      to: { path: "^(packages|apps)/[^/]+/", pathNot: ["^$1/$2/", `^packages/[^/]+/src/${any(doors)}\\.ts$`] },
    },
    {
      name: "apps-doors",
      comment: `An app does not import what packages are built with: ${list(appsMayNotOpen)}.`,
      severity: "error",
      from: { path: "^apps/[^/]+/(src|cli)/" },
      to: {
        path: `^packages/[^/]+/src/${any(appsMayNotOpen)}\\.ts$`,
        pathNot: Object.entries(appsMayOpen).map(([name, open]) => `^packages/${name}/src/${any(open)}\\.ts$`),
      },
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
      comment: "A package runs in a browser as well, except for the one that starts a process.",
      severity: "error",
      from: { path: "^packages/[^/]+/src/", pathNot: "^packages/xla/" },
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
