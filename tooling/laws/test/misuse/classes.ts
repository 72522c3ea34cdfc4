/** What plain JavaScript might give a constructor or a static method for its first argument. */
export const nonsense: readonly unknown[] = [
  undefined,
  null,
  3,
  "text",
  {},
  { nonsense: 1 },
  () => 1,
  [],
  -1.5,
  10n,
  true,
];

const isBuiltByOthers = "programs do not make it; functions of this family do, from what they have checked";
const storesFields = "a module keeps the fields that it is given; its `init` checks and computes";
const isSubclassed = "what its subclasses take is theirs";
const takesAnyTree = "any tree is right";
const takesNothing = "there is nothing to be read";

/** Constructors and static methods that accept an object with an unknown field, and why. */
export const acceptsUnknown: Readonly<Record<string, string>> = {
  "new NDArray": isBuiltByOthers,
  "new UsageError": isBuiltByOthers,
  "new CheckifyError": isBuiltByOthers,
  "new AbstractDevice": isBuiltByOthers,
  "new MeshDevice": isBuiltByOthers,
  "new Sharding": isSubclassed,
  "new SingleDeviceSharding": isBuiltByOthers,
  "new EquinoxRuntimeError": isBuiltByOthers,
  "new EquinoxTracetimeError": isBuiltByOthers,
  "new LeafWriter": isBuiltByOthers,
  "new State": isBuiltByOthers,
  "StateIndex.init": takesAnyTree,
  ...Object.fromEntries(
    "Dropout Embedding GRUCell Identity LSTMCell Lambda Linear MLP Module PReLU Sequential Shared"
      .split(" ")
      .map((name) => [`new ${name}`, storesFields]),
  ),
  "Identity.init": "as in Equinox, whatever it is given does not matter",
  "new CG": "`cg` reads the options, where the system is known",
  "new GMRES": "`gmres` reads the options, where the system is known",
  "new DiagonalLinearOperator": takesAnyTree,
  "new Gumbel": takesNothing,
  "new Normal": takesNothing,
  ...Object.fromEntries(
    "DictKey FlattenedIndexKey GetAttrKey MapKey SequenceKey"
      .split(" ")
      .map((name) => [`new ${name}`, isBuiltByOthers]),
  ),
  "new Static": "any value is right",
};

/** Constructors that are no part of what programs call, and check nothing. */
export const checksNothing: Readonly<Record<string, string>> = {
  "new UsageError": "it is the error itself; its parts are checked by the compiler",
  "new TreeDef":
    "structures come from `structure`, `TreeDef.leaf` and `TreeDef.list`; each tree that is flattened makes some",
};
