module @complex {
  func.func public @main(%0: tensor<2xcomplex<f32>>) -> (tensor<2xcomplex<f32>>) {
    %1 = stablehlo.multiply %0, %0 : tensor<2xcomplex<f32>>
    return %1 : tensor<2xcomplex<f32>>
  }
}
