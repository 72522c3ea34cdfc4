module @running_sum {
  func.func public @main(%0: tensor<5xf32>) -> (tensor<5xf32>) {
    %1 = stablehlo.constant dense<0.0> : tensor<f32>
    %2 = stablehlo.pad %0, %1, low = [1], high = [-1], interior = [0] : (tensor<5xf32>, tensor<f32>) -> tensor<5xf32>
    %3 = stablehlo.add %0, %2 : tensor<5xf32>
    %4 = stablehlo.pad %3, %1, low = [2], high = [-2], interior = [0] : (tensor<5xf32>, tensor<f32>) -> tensor<5xf32>
    %5 = stablehlo.add %3, %4 : tensor<5xf32>
    %6 = stablehlo.pad %5, %1, low = [4], high = [-4], interior = [0] : (tensor<5xf32>, tensor<f32>) -> tensor<5xf32>
    %7 = stablehlo.add %5, %6 : tensor<5xf32>
    return %7 : tensor<5xf32>
  }
}
