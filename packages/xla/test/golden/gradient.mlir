module @gradient {
  func.func public @main(%0: tensor<3xf32>) -> (tensor<3xf32>) {
    %1 = stablehlo.constant dense<1.0> : tensor<f32>
    %2 = stablehlo.broadcast_in_dim %1, dims = [] : (tensor<f32>) -> tensor<3xf32>
    %3 = stablehlo.multiply %0, %2 : tensor<3xf32>
    %4 = stablehlo.multiply %2, %0 : tensor<3xf32>
    %5 = stablehlo.add %3, %4 : tensor<3xf32>
    return %5 : tensor<3xf32>
  }
}
