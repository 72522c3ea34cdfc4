module @shared_function {
  func.func public @main(%0: tensor<2xf32>) -> (tensor<2xf32>) {
    %1 = func.call @half(%0) : (tensor<2xf32>) -> tensor<2xf32>
    %2 = func.call @half(%1) : (tensor<2xf32>) -> tensor<2xf32>
    return %2 : tensor<2xf32>
  }
  func.func private @half(%0: tensor<2xf32>) -> (tensor<2xf32>) {
    %1 = stablehlo.constant dense<2.0> : tensor<f32>
    %2 = stablehlo.broadcast_in_dim %1, dims = [] : (tensor<f32>) -> tensor<2xf32>
    %3 = stablehlo.divide %0, %2 : tensor<2xf32>
    return %3 : tensor<2xf32>
  }
}
