/*
 * Parameters of the real libraries that ours do not have under the same name, with the reason: `different` where the same is said in
 * another way or means nothing here, `missing` where something cannot be said.
 */

/** What is known of a parameter that ours do not have. */
interface ParameterReason {
  readonly state: "different" | "missing";
  /** Empty where nobody has said. */
  readonly because: string;
}

/** One line: for which parameters of which functions it speaks, and in which namespaces. */
type Line = readonly [
  parameter: RegExp,
  name: RegExp,
  state: "different" | "missing",
  because: string,
  namespace?: RegExp,
];

const any = /^/;
const numpy = /numpy/;
const arrays = /^jax\.(numpy|scipy|lax)/;

const lines: readonly Line[] = [
  [
    /^out$|^inplace$|^overwrite_|^may_alias$/,
    any,
    "different",
    "arrays do not change, so nothing is written into another",
  ],
  [
    /^(out_sharding|in_shardings|out_shardings|sharding)$/,
    any,
    "different",
    "`devicePut`, `reshard` and `withShardingConstraint` say how an array lies; results follow from operands",
  ],
  [
    /^(device|backend|host_id)$/,
    any,
    "different",
    "`devicePut` and `setDefaultDevice` choose a device, `jit` a target",
  ],
  [/^platform$/, /live_arrays$/, "different", "arrays of all devices are listed, and each has its `device`"],
  [
    /^(precision|accuracy|algorithm|use_magma|lapack_driver|lwork|implementation|method)$/,
    any,
    "different",
    "numbers are computed in the precision of their dtype, in one way",
  ],
  [
    /^preferred_element_type$|^_dot_general$/,
    /^einsum$/,
    "different",
    "the same option; products are made by `dotGeneral`",
  ],
  [/^(copy|order)$/, any, "different", "arrays do not change and have one order, so a copy tells nothing", numpy],
  [/^kind$/, /sort/, "different", "sorting is stable, as there", numpy],
  [
    /^where$/,
    /^(add|subtract|multiply|negative|maximum|minimum|logaddexp2?|bitwise_.*|logical_.*)$/,
    "different",
    "refused there: it is an argument of NumPy's ufuncs",
    numpy,
  ],
  [
    /^(check_finite|debug|turbo|type|eigvals|b|key)$/,
    any,
    "different",
    "without meaning there: kept for the sake of SciPy's signature",
    /scipy\.linalg/,
  ],
  [
    /^lower$|^eigvals_only$/,
    /^(cholesky|eigh)$/,
    "different",
    "one function has NumPy's options: `upper`, `UPLO`; `eigvalsh` gives the values alone",
  ],
  [
    /^(a_lower|a_diagonal|a_predictor|c1|b_sol|coeffs_.*|ignore_stage_.)$/,
    /Tableau$/,
    "different",
    "coefficients are rows `a`, `b`, `c` and an error estimate; what else there is follows from them",
  ],
  [
    /^(scan_kind|_split_transpose|unroll)$/,
    any,
    "different",
    "a hint about how a loop is compiled, which the compiler decides",
  ],
  [
    /^(indices_are_sorted|unique_indices|bucket_size|is_stable|aggregate_to_topk|reduction_input_size_override)$/,
    any,
    "different",
    "a hint that changes no result",
  ],
  [
    /^dimension_numbers$/,
    any,
    "different",
    "a field of the last argument: `dimensions`, or `lhsContracting` and its relatives",
    /lax/,
  ],
  [/^is_leaf$/, /map|combine/, "different", "`mapUntil` takes it first, since a list of trees comes last"],
  [
    /^(static_argnums|static_argnames|nondiff_argnames|donate_argnames|argnames)$/,
    any,
    "different",
    "functions close over what is no array, and arguments have no names in this language",
  ],
  [
    /^(concrete|reduce_axes|axis_env|src|spmd_axis_name|sum_match|keep_unused|compiler_options|donate)$/,
    any,
    "different",
    "deprecated or machinery there",
    /^(jax|equinox)$/,
  ],
  [
    /^(partitioned|skip_format_check|_use_logging|filter_frames|num_frames|token)$/,
    any,
    "different",
    "machinery of its debugger",
    /debug/,
  ],
  [/^ordered$/, any, "different", "effects are always in order", /debug/],
  [
    /^(use_color|color_map|min_width|max_width|scale)$/,
    /^visualize/,
    "different",
    "text without colours, as wide as it has to be",
  ],
  [
    /^(manual_axis_type|is_ref|unreduced|reduced)$/,
    any,
    "different",
    "there are no references, and no arrays that are sums still to be made",
  ],
  [/_func$|^drop_fields$/, /^register/, "different", "fields of the one object that describes a class of nodes"],
  [/^allow_pickle$|^arr$/, /^save/, "different", "nothing is pickled; bytes are returned, not written", numpy],
  [/^overwrite_input$/, any, "different", "arrays do not change", numpy],
  [/^edge_order$/, /^gradient$/, "different", "refused there", numpy],
  [/^(operand)$/, /^(cond|switch)$/, "different", "the old name of operands"],
  [/^(x|fun|pytree|replace_fn)$/, any, "different", "the first argument, or a function of its own: `updateAt`"],
  [
    /^seed$|^(deterministic|elementwise_affine|vectorized|grad_acc|k)$/,
    any,
    "different",
    "the old name of another option",
  ],
  [/^to$/, /^all_gather$/, "different", "how values vary over devices is not part of types here"],
  [/^out_dtype$/, /^mul$/, "different", "`dotGeneral` has it; products of elements are converted"],
  [/^group_offset$/, /^ragged_dot/, "different", "refused there by every platform but one"],
  [/^wrap$/, /^fill_diagonal$/, "different", "refused there"],
  [/^return_shape$/, /^make_jaxpr$/, "different", "the traced function knows its results"],
  [/^batch_axis_name$/, /^sam$/, "different", "`gradFn` may take the mean over an axis itself"],
  [/^dtype$/, /^(key|wrap_key_data)$/, "different", "keys are arrays of uint32"],
  [/^dtype$/, /^make_array/, "different", "that of the parts"],
  [
    /^(fill_forward_nans_at_end|replace_nans_at_start)$/,
    any,
    "different",
    "options that are there, in a type of which the compiler does not know the members",
  ],
  [/^allow_int$/, /^jacrev$/, "missing", "`grad` has it; a matrix of zeros without a dtype says nothing more"],
  [
    /^is_leaf_takes_path$/,
    any,
    "missing",
    "a leaf is told by what it is; where it lies stands in the paths that come out",
  ],
  [/^configs$/, /^scaled_dot_general$/, "missing", "there are no floats of 8 and 4 bits to which it would round"],
  [
    /^(compute_left_eigenvectors|compute_right_eigenvectors|enable_eigvec_derivs)$/,
    /^eig$/,
    "missing",
    "the right ones are always computed, for derivatives of values alone",
  ],
  [
    /^(sort_eig_vals|select_callable|compute_schur_vectors)$/,
    /^schur$/,
    "missing",
    "eigenvalues come in the order in which they are found",
  ],
  [
    /^(is_hermitian|dynamic_shape|full_matrices|sort_eigenvalues|perturb_singular)$/,
    any,
    "different",
    "what JAX's own routines are told; here it follows from the matrix",
    /lax\.linalg/,
  ],
  [/^(allow_singular|diff_n|bw_method)$/, any, "different", "refused there, or a field of the first argument", arrays],
  [/^verbose$|^print_win_rate/, /^sophia$/, "different", "printing is left to the caller"],
  [/^associative_reduction$/, any, "different", "the order of a sum of sums, which is left to right"],
  [/^nesterov$/, /^nadam/, "different", "the name says it"],
  [/^discrete_terminating_event$/, any, "different", "an old form of `event`"],
  [
    /^(_callback_on_reject|_spline|ts_size|interpolation_cls|.0_if_trivial|linear_solver|tags)$/,
    any,
    "different",
    "machinery inside",
    /diffrax/,
  ],
];

/** Why ours do not have a parameter. */
export function reasonFor(namespace: string, name: string, parameter: string, isRest: boolean): ParameterReason {
  const line = lines.find(
    ([which, of, , , inside = any]) => which.test(parameter) && of.test(name) && inside.test(namespace),
  );
  if (line !== undefined) return { state: line[2], because: line[3] };
  if (isRest)
    return { state: "different", because: "arguments by name do not exist in this language; options are an object" };
  return { state: "missing", because: "" };
}
