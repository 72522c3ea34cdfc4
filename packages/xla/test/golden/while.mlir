module @while {
  func.func public @main(%0: tensor<f32>) -> (tensor<f32>) {
    %6 = stablehlo.while(%1 = %0) : tensor<f32> cond {
      %2 = stablehlo.constant dense<10.0> : tensor<f32>
      %3 = stablehlo.compare LT, %1, %2, FLOAT : (tensor<f32>, tensor<f32>) -> tensor<i1>
      stablehlo.return %3 : tensor<i1>
    } do {
      %4 = stablehlo.constant dense<2.0> : tensor<f32>
      %5 = stablehlo.multiply %1, %4 : tensor<f32>
      stablehlo.return %5 : tensor<f32>
    }
    return %6 : tensor<f32>
  }
}
