/*
 * Names of the real libraries whose counterpart is called otherwise, and names that no user of these packages misses, with the
 * reason. All others count as there when a door exports the same name in camel case, and as missing otherwise.
 */

/** What we have for a name: something called otherwise. */
export interface Renamed {
  readonly ours: string;
  readonly because: string;
}

const registerNode: Renamed = {
  ours: "registerNode",
  because: "one function registers classes, with or without keys",
};
const scatter: Renamed = { ours: "scatter", because: "the combination is an option" };

/** By namespace and name. */
export const renamed: { readonly [namespace: string]: { readonly [name: string]: Renamed } } = {
  jax: {
    remat: { ours: "checkpoint", because: "one name for one function" },
    default_device: { ours: "setDefaultDevice", because: "set for the process, not for a block" },
    typeof: { ours: "NDArray", because: "its property `aval`" },
    named_call: { ours: "namedScope", because: "a name for whatever is called within" },
    block_until_ready: { ours: "deviceGet", because: "awaiting values is awaiting them being ready" },
  },
  "jax.tree_util": {
    register_pytree_node: registerNode,
    register_pytree_node_class: registerNode,
    register_pytree_with_keys: registerNode,
    register_pytree_with_keys_class: registerNode,
    keystr: { ours: "keyString", because: "words are not shortened" },
    PyTreeDef: { ours: "TreeDef", because: "the name of the class in this language" },
    is_tree_node: { ours: "isNode", because: "the door is called tree" },
    flatten_one_level_with_keys: { ours: "flattenOneLevel", because: "the keys are there in any case" },
    treedef_children: { ours: "TreeDef", because: "its method `children`" },
    treedef_is_leaf: { ours: "TreeDef", because: "its method `nodeData` gives null" },
    treedef_tuple: { ours: "TreeDef", because: "`TreeDef.list`" },
    tree_flatten_with_path: { ours: "flattenWithPath", because: "the door is called tree" },
  },
  "jax.lax.linalg": {
    qdwh: { ours: "polar", because: "its two factors, by singular values" },
  },
  "jax.lax": {
    select_n: { ours: "select", because: "of two cases; more are `switchCase`" },
    switch: { ours: "switchCase", because: "`switch` is a keyword" },
    scatter_add: scatter,
    scatter_max: scatter,
    scatter_min: scatter,
    scatter_mul: scatter,
    scatter_sub: { ours: "scatter", because: "the combination is an option; of negated updates" },
  },
  "jax.numpy": {
    delete: { ours: "deleteAt", because: "`delete` is a keyword" },
  },
  diffrax: {
    DiscreteTerminatingEvent: { ours: "Event", because: "an old form, of conditions that give booleans" },
  },
  "jax.experimental.checkify": {
    Error: { ours: "CheckifyError", because: "`Error` is a class of the language" },
    JaxRuntimeError: {
      ours: "CheckifyError",
      because: "its method `throw` throws the one error class of these packages",
    },
  },
  equinox: {
    tree_pformat: { ours: "treeFormat", because: "printing is left to the console" },
    tree_pprint: { ours: "treeFormat", because: "printing is left to the console" },
    tree_serialise_leaves: { ours: "saveLeaves", because: "bytes are returned, not written" },
    tree_deserialise_leaves: { ours: "loadLeaves", because: "bytes are read, not a file" },
    tree_flatten_one_level: { ours: "flattenOneLevel", because: "in the door of trees" },
  },
};

/** Why names are missing, by namespace. */
export const missing: { readonly [namespace: string]: { readonly [name: string]: string } } = {
  "jax.lax": {
    rng_uniform:
      "a generator with a state that nobody sees, discouraged there too; `rngBitGenerator` and `@proj/random` have keys",
  },
  "jax.sharding": {
    ManualAxisType: "what a type says of axes within `shardMap`, where `checkVma` is no part of types here",
  },
};

const typesOfOthers = "a type of the language it is written for";
const machinery = "machinery inside the library, not for its users";
const stateTypes = "`StateOf<typeof transformation>` names the state of any transformation";
const pythonOnly = "a matter of Python";

/** Patterns of names that do not count, by namespace. */
export const uncounted: { readonly [namespace: string]: readonly (readonly [pattern: RegExp, because: string])[] } = {
  jax: [
    [/^(ad|config|memory|P|Shard|float0|make_user_context|print_environment_info|softmax_custom_jvp)$/, machinery],
    [
      /^(allow_f16_reductions|array_garbage_collection_guard|auto_pcast|enable_checks|enable_custom_prng|no_execution)$/,
      machinery,
    ],
    [/^(default_prng_impl|jax2tf_.*|legacy_prng_key|remove_size_one_mesh_axis_from_type|thread_guard)$/, machinery],
    [/^(threefry_partitionable|host_count|host_id|host_ids)$/, machinery],
    [/^(check_tracer_leaks|checking_leaks)$/, "a traced array that outlives its transformation is always an error"],
    [/^(transfer_guard(_.*)?|copy_to_host_async)$/, "nothing is transferred unasked; reading is asynchronous anyway"],
    [/^enable_x64$/, "double precision is always there"],
    [/^default_matmul_precision$/, "products always have the precision of their dtype"],
    [
      /^(Ref|new_ref|empty_ref|free_ref|freeze)$/,
      "arrays do not change; a variable of the language holds the newest, and loops carry it",
    ],
    [/^(debug_key_reuse)$/, "keys are plain arrays, which may be read as often as one likes"],
    [/^(fwd_and_bwd)$/, "`vjp` gives the result and the function for its derivative"],
    [/^ds$/, "`dynamicSlice` and `slice` say it; a reference that it would index does not exist"],
    [/^(explain_cache_misses|log_compiles)$/, "`traces` of a compiled function lists its traces, each with its reason"],
  ],
  "jax.debug": [
    [/Effect$/, machinery],
    [/^log$/, "`debug.callback` with any logger"],
  ],
  "jax.tree_util": [[/^default_registry$/, machinery]],
  "jax.experimental.checkify": [[/^init_error$/, machinery]],
  "jax.numpy": [
    [
      /^(from_dlpack|fromfile|fromiter|frombuffer|fromstring|frompyfunc|ufunc|load|save|savez|finfo_|iinfo_)$/,
      pythonOnly,
    ],
  ],
  "jax.Array": [
    [/^(argpartition|choose|compress)$/, "functions alone: every program carries every method"],
    [/^(byteswap|flat)$/, pythonOnly],
    [
      /^(addressable_.*|is_fully_.*|global_shards|sharding|committed|format|layout|on_device_size_in_bytes|unsafe_buffer_pointer)$/,
      machinery,
    ],
    [
      /^(is_deleted|tobytes|to_device|tolist|itemsize|copy_to_host_async|block_until_ready|delete|aval|traceback|vma)$/,
      pythonOnly,
    ],
  ],
  "jax.lax": [
    [
      /^(Precision|PrecisionLike|.*DimensionNumbers|RandomAlgorithm|RoundingMethod|GatherScatterMode|FftType)$/,
      typesOfOthers,
    ],
    [/^(AccuracyMode|DotAlgorithm|DotAlgorithmPreset|Tolerance)$/, typesOfOthers],
    [
      /^(after_all|create_token|composite|dce_sink|padtype_to_pads|pcast|precv|psend|shape_as_value|stage|.*shape_tuple)$/,
      machinery,
    ],
    [/^(conv_general_permutations|conv_dimension_numbers|dtype)$/, machinery],
  ],
  "jax.random": [[/^key_dtype$/, "keys are arrays of uint32"]],
  "jax.lax.linalg": [[/^(EigImplementation|EighImplementation|SvdAlgorithm)$/, typesOfOthers]],
  "jax.nn": [[/^get_scaled_dot_general_config$/, machinery]],
  "jax.nn.initializers": [[/^Initializer$/, typesOfOthers]],
  equinox: [[/^(AbstractClassVar|AbstractVar|StrictConfig|static_field|module_update_wrapper)$/, pythonOnly]],
  optax: [[/(State|Info|Fn|OrFn)$|^(Updates|OptState|Params|Schedule|MaskedNode|LookaheadParams)$/, stateTypes]],
  "optax.contrib": [[/State$|DimensionNumbers$/, stateTypes]],
  "optax.schedules": [[/^(InjectHyperparamsState|InjectStatefulHyperparamsState)$/, stateTypes]],
  diffrax: [
    [/^(citation|citation_rules|with_stepsize_controller_tols)$/, pythonOnly],
    [/^Abstract/, "structural types take the place of abstract classes"],
    [
      /^CalculateJacobian$/,
      "how often there is a Jacobian follows from the coefficients: once a step if its diagonal is constant",
    ],
    [/^MultiButcherTableau$/, "undocumented there; a solver lists the coefficients of each of its terms"],
  ],
};
