module @f attributes {mhlo.num_partitions = 8 : i32, mhlo.num_replicas = 1 : i32} {
  sdy.mesh @mesh = <["data"=4, "model"=2]>
  func.func public @main(%0: tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"data"}, {}]>}) -> (tensor<2x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{}, {}]>}, tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"data"}, {"model"}]>}) {
    %1 = sdy.sharding_constraint %0 <@mesh, [{"data"}, {}]> : tensor<8x4xf32>
    %2 = stablehlo.reshape %1 : (tensor<8x4xf32>) -> tensor<4x2x4xf32>
    %3 = sdy.sharding_constraint %2 <@mesh, [{"data"}, {?}, {?}]> : tensor<4x2x4xf32>
    %4 = stablehlo.constant dense<2.0> : tensor<f32>
    %5 = stablehlo.broadcast_in_dim %4, dims = [] : (tensor<f32>) -> tensor<4x2x4xf32>
    %6 = stablehlo.multiply %3, %5 : tensor<4x2x4xf32>
    %7 = stablehlo.constant dense<0.0> : tensor<f32>
    %8 = stablehlo.reduce(%6 init: %7) applies stablehlo.add across dimensions = [0] : (tensor<4x2x4xf32>, tensor<f32>) -> tensor<2x4xf32>
    %9 = sdy.sharding_constraint %8 <@mesh, [{}, {}]> : tensor<2x4xf32>
    %10 = stablehlo.constant dense<1.0> : tensor<f32>
    %11 = stablehlo.broadcast_in_dim %10, dims = [] : (tensor<f32>) -> tensor<8x4xf32>
    %12 = stablehlo.add %0, %11 : tensor<8x4xf32>
    %13 = sdy.sharding_constraint %12 <@mesh, [{?}, {"model"}]> : tensor<8x4xf32>
    return %9, %13 : tensor<2x4xf32>, tensor<8x4xf32>
  }
}
