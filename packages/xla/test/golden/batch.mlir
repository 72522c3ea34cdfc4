module @batch {
  func.func public @main(%0: tensor<2x3xf32>) -> (tensor<2xf32>) {
    %1 = stablehlo.dot_general %0, %0, batching_dims = [0] x [0], contracting_dims = [1] x [1], precision = [HIGHEST, HIGHEST] : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2xf32>
    return %1 : tensor<2xf32>
  }
}
