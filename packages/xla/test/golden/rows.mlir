module @rows {
  func.func public @main(%0: tensor<2xi32>, %1: tensor<3x2xf32>) -> (tensor<2x2xf32>) {
    %2 = stablehlo.constant dense<0> : tensor<i32>
    %3 = stablehlo.broadcast_in_dim %2, dims = [] : (tensor<i32>) -> tensor<2xi32>
    %4 = stablehlo.compare LT, %0, %3, SIGNED : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
    %5 = stablehlo.constant dense<3> : tensor<i32>
    %6 = stablehlo.broadcast_in_dim %5, dims = [] : (tensor<i32>) -> tensor<2xi32>
    %7 = stablehlo.add %0, %6 : tensor<2xi32>
    %8 = stablehlo.select %4, %7, %0 : tensor<2xi1>, tensor<2xi32>
    %9 = stablehlo.reshape %8 : (tensor<2xi32>) -> tensor<2x1xi32>
    %10 = "stablehlo.gather"(%1, %9) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], operand_batching_dims = [], start_indices_batching_dims = [], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 2>}> : (tensor<3x2xf32>, tensor<2x1xi32>) -> tensor<2x2xf32>
    %11 = stablehlo.constant dense<0> : tensor<2x1xi32>
    %12 = stablehlo.compare GE, %9, %11, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
    %13 = stablehlo.constant dense<[2]> : tensor<1xi32>
    %14 = stablehlo.broadcast_in_dim %13, dims = [1] : (tensor<1xi32>) -> tensor<2x1xi32>
    %15 = stablehlo.compare LE, %9, %14, SIGNED : (tensor<2x1xi32>, tensor<2x1xi32>) -> tensor<2x1xi1>
    %16 = stablehlo.and %12, %15 : tensor<2x1xi1>
    %17 = stablehlo.constant dense<true> : tensor<i1>
    %18 = stablehlo.reduce(%16 init: %17) applies stablehlo.and across dimensions = [1] : (tensor<2x1xi1>, tensor<i1>) -> tensor<2xi1>
    %19 = stablehlo.broadcast_in_dim %18, dims = [0] : (tensor<2xi1>) -> tensor<2x2xi1>
    %20 = stablehlo.constant dense<0x7FC00000> : tensor<2x2xf32>
    %21 = stablehlo.select %19, %10, %20 : tensor<2x2xi1>, tensor<2x2xf32>
    return %21 : tensor<2x2xf32>
  }
}
