module @sum_of_halves {
  func.func public @main(%0: tensor<4xbf16>) -> (tensor<bf16>) {
    %1 = stablehlo.convert %0 : (tensor<4xbf16>) -> tensor<4xf32>
    %2 = stablehlo.constant dense<0.0> : tensor<f32>
    %3 = stablehlo.reduce(%1 init: %2) applies stablehlo.add across dimensions = [0] : (tensor<4xf32>, tensor<f32>) -> tensor<f32>
    %4 = stablehlo.convert %3 : (tensor<f32>) -> tensor<bf16>
    return %4 : tensor<bf16>
  }
}
