module @scan {
  func.func public @main(%0: tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>) {
    %1 = stablehlo.constant dense<0.0> : tensor<f32>
    %2 = stablehlo.constant dense<0.0> : tensor<4xf32>
    %3 = stablehlo.constant dense<0> : tensor<i32>
    %4 = stablehlo.constant dense<4> : tensor<i32>
    %5 = stablehlo.constant dense<1> : tensor<i32>
    %6 = stablehlo.constant dense<3> : tensor<i32>
    %18:3 = stablehlo.while(%7 = %3, %8 = %1, %9 = %2) : tensor<i32>, tensor<f32>, tensor<4xf32> cond {
      %10 = stablehlo.compare LT, %7, %4, SIGNED : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %10 : tensor<i1>
    } do {
      %11 = stablehlo.dynamic_slice %0, %7, sizes = [1] : (tensor<4xf32>, tensor<i32>) -> tensor<1xf32>
      %12 = stablehlo.reshape %11 : (tensor<1xf32>) -> tensor<f32>
      %13 = stablehlo.add %8, %12 : tensor<f32>
      %14 = stablehlo.multiply %8, %12 : tensor<f32>
      %15 = stablehlo.reshape %14 : (tensor<f32>) -> tensor<1xf32>
      %16 = stablehlo.dynamic_update_slice %9, %15, %7 : (tensor<4xf32>, tensor<1xf32>, tensor<i32>) -> tensor<4xf32>
      %17 = stablehlo.add %7, %5 : tensor<i32>
      stablehlo.return %17, %13, %16 : tensor<i32>, tensor<f32>, tensor<4xf32>
    }
    return %18#1, %18#2 : tensor<f32>, tensor<4xf32>
  }
}
