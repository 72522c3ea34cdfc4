module @wide_integers {
  func.func public @main(%0: tensor<3xi64>) -> (tensor<i64>) {
    %1 = stablehlo.constant dense<1> : tensor<i64>
    %2 = stablehlo.broadcast_in_dim %1, dims = [] : (tensor<i64>) -> tensor<3xi64>
    %3 = stablehlo.add %0, %2 : tensor<3xi64>
    %4 = stablehlo.constant dense<-9223372036854775808> : tensor<i64>
    %5 = stablehlo.reduce(%3 init: %4) applies stablehlo.maximum across dimensions = [0] : (tensor<3xi64>, tensor<i64>) -> tensor<i64>
    return %5 : tensor<i64>
  }
}
