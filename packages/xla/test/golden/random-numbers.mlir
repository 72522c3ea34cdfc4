module @random_numbers {
  func.func public @main(%0: tensor<2xui32>, %1: tensor<2xui32>) -> (tensor<2xf32>, tensor<2xf32>) {
    %2 = stablehlo.iota dim = 0 : tensor<2xui32>
    %3 = stablehlo.slice %0 [0:1] : (tensor<2xui32>) -> tensor<1xui32>
    %4 = stablehlo.slice %0 [1:2] : (tensor<2xui32>) -> tensor<1xui32>
    %5 = stablehlo.reshape %3 : (tensor<1xui32>) -> tensor<ui32>
    %6 = stablehlo.reshape %4 : (tensor<1xui32>) -> tensor<ui32>
    %7 = stablehlo.constant dense<0> : tensor<ui32>
    %8 = stablehlo.broadcast_in_dim %5, dims = [] : (tensor<ui32>) -> tensor<2xui32>
    %9 = stablehlo.broadcast_in_dim %6, dims = [] : (tensor<ui32>) -> tensor<2xui32>
    %10 = stablehlo.broadcast_in_dim %7, dims = [] : (tensor<ui32>) -> tensor<2xui32>
    %11:2 = func.call @threefry2x32(%8, %9, %10, %2) : (tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>) -> (tensor<2xui32>, tensor<2xui32>)
    %12 = stablehlo.xor %11#0, %11#1 : tensor<2xui32>
    %13 = stablehlo.constant dense<9> : tensor<ui32>
    %14 = stablehlo.broadcast_in_dim %13, dims = [] : (tensor<ui32>) -> tensor<2xui32>
    %15 = stablehlo.shift_right_logical %12, %14 : tensor<2xui32>
    %16 = stablehlo.constant dense<1065353216> : tensor<ui32>
    %17 = stablehlo.broadcast_in_dim %16, dims = [] : (tensor<ui32>) -> tensor<2xui32>
    %18 = stablehlo.or %15, %17 : tensor<2xui32>
    %19 = stablehlo.bitcast_convert %18 : (tensor<2xui32>) -> tensor<2xf32>
    %20 = stablehlo.constant dense<1.0> : tensor<f32>
    %21 = stablehlo.broadcast_in_dim %20, dims = [] : (tensor<f32>) -> tensor<2xf32>
    %22 = stablehlo.subtract %19, %21 : tensor<2xf32>
    %23 = stablehlo.constant dense<2.0> : tensor<f32>
    %24 = stablehlo.broadcast_in_dim %23, dims = [] : (tensor<f32>) -> tensor<2xf32>
    %25 = stablehlo.multiply %22, %24 : tensor<2xf32>
    %26 = stablehlo.constant dense<0xBF7FFFFF> : tensor<f32>
    %27 = stablehlo.broadcast_in_dim %26, dims = [] : (tensor<f32>) -> tensor<2xf32>
    %28 = stablehlo.add %25, %27 : tensor<2xf32>
    %29 = chlo.erf_inv %28 : tensor<2xf32> -> tensor<2xf32>
    %30 = stablehlo.constant dense<0x3FB504F3> : tensor<f32>
    %31 = stablehlo.broadcast_in_dim %30, dims = [] : (tensor<f32>) -> tensor<2xf32>
    %32 = stablehlo.multiply %29, %31 : tensor<2xf32>
    %33 = stablehlo.iota dim = 0 : tensor<2xui32>
    %34 = stablehlo.slice %1 [0:1] : (tensor<2xui32>) -> tensor<1xui32>
    %35 = stablehlo.slice %1 [1:2] : (tensor<2xui32>) -> tensor<1xui32>
    %36 = stablehlo.reshape %34 : (tensor<1xui32>) -> tensor<ui32>
    %37 = stablehlo.reshape %35 : (tensor<1xui32>) -> tensor<ui32>
    %38 = stablehlo.broadcast_in_dim %36, dims = [] : (tensor<ui32>) -> tensor<2xui32>
    %39 = stablehlo.broadcast_in_dim %37, dims = [] : (tensor<ui32>) -> tensor<2xui32>
    %40 = stablehlo.broadcast_in_dim %7, dims = [] : (tensor<ui32>) -> tensor<2xui32>
    %41:2 = func.call @threefry2x32(%38, %39, %40, %33) : (tensor<2xui32>, tensor<2xui32>, tensor<2xui32>, tensor<2xui32>) -> (tensor<2xui32>, tensor<2xui32>)
    %42 = stablehlo.xor %41#0, %41#1 : tensor<2xui32>
    %43 = stablehlo.broadcast_in_dim %13, dims = [] : (tensor<ui32>) -> tensor<2xui32>
    %44 = stablehlo.shift_right_logical %42, %43 : tensor<2xui32>
    %45 = stablehlo.broadcast_in_dim %16, dims = [] : (tensor<ui32>) -> tensor<2xui32>
    %46 = stablehlo.or %44, %45 : tensor<2xui32>
    %47 = stablehlo.bitcast_convert %46 : (tensor<2xui32>) -> tensor<2xf32>
    %48 = stablehlo.broadcast_in_dim %20, dims = [] : (tensor<f32>) -> tensor<2xf32>
    %49 = stablehlo.subtract %47, %48 : tensor<2xf32>
    %50 = stablehlo.broadcast_in_dim %23, dims = [] : (tensor<f32>) -> tensor<2xf32>
    %51 = stablehlo.multiply %49, %50 : tensor<2xf32>
    %52 = stablehlo.broadcast_in_dim %26, dims = [] : (tensor<f32>) -> tensor<2xf32>
    %53 = stablehlo.add %51, %52 : tensor<2xf32>
    %54 = chlo.erf_inv %53 : tensor<2xf32> -> tensor<2xf32>
    %55 = stablehlo.broadcast_in_dim %30, dims = [] : (tensor<f32>) -> tensor<2xf32>
    %56 = stablehlo.multiply %54, %55 : tensor<2xf32>
    return %32, %56 : tensor<2xf32>, tensor<2xf32>
  }
  func.func private @threefry2x32(%0: tensor<2xui32>, %1: tensor<2xui32>, %2: tensor<2xui32>, %3: tensor<2xui32>) -> (tensor<2xui32>, tensor<2xui32>) {
    %4 = stablehlo.xor %0, %1 : tensor<2xui32>
    %5 = stablehlo.constant dense<466688986> : tensor<2xui32>
    %6 = stablehlo.xor %4, %5 : tensor<2xui32>
    %7 = stablehlo.add %2, %0 : tensor<2xui32>
    %8 = stablehlo.add %3, %1 : tensor<2xui32>
    %9 = stablehlo.add %7, %8 : tensor<2xui32>
    %10 = stablehlo.constant dense<13> : tensor<2xui32>
    %11 = stablehlo.shift_left %8, %10 : tensor<2xui32>
    %12 = stablehlo.constant dense<19> : tensor<2xui32>
    %13 = stablehlo.shift_right_logical %8, %12 : tensor<2xui32>
    %14 = stablehlo.or %11, %13 : tensor<2xui32>
    %15 = stablehlo.xor %14, %9 : tensor<2xui32>
    %16 = stablehlo.add %9, %15 : tensor<2xui32>
    %17 = stablehlo.constant dense<15> : tensor<2xui32>
    %18 = stablehlo.shift_left %15, %17 : tensor<2xui32>
    %19 = stablehlo.constant dense<17> : tensor<2xui32>
    %20 = stablehlo.shift_right_logical %15, %19 : tensor<2xui32>
    %21 = stablehlo.or %18, %20 : tensor<2xui32>
    %22 = stablehlo.xor %21, %16 : tensor<2xui32>
    %23 = stablehlo.add %16, %22 : tensor<2xui32>
    %24 = stablehlo.constant dense<26> : tensor<2xui32>
    %25 = stablehlo.shift_left %22, %24 : tensor<2xui32>
    %26 = stablehlo.constant dense<6> : tensor<2xui32>
    %27 = stablehlo.shift_right_logical %22, %26 : tensor<2xui32>
    %28 = stablehlo.or %25, %27 : tensor<2xui32>
    %29 = stablehlo.xor %28, %23 : tensor<2xui32>
    %30 = stablehlo.add %23, %29 : tensor<2xui32>
    %31 = stablehlo.shift_left %29, %26 : tensor<2xui32>
    %32 = stablehlo.shift_right_logical %29, %24 : tensor<2xui32>
    %33 = stablehlo.or %31, %32 : tensor<2xui32>
    %34 = stablehlo.xor %33, %30 : tensor<2xui32>
    %35 = stablehlo.add %30, %1 : tensor<2xui32>
    %36 = stablehlo.add %34, %6 : tensor<2xui32>
    %37 = stablehlo.constant dense<1> : tensor<2xui32>
    %38 = stablehlo.add %36, %37 : tensor<2xui32>
    %39 = stablehlo.add %35, %38 : tensor<2xui32>
    %40 = stablehlo.shift_left %38, %19 : tensor<2xui32>
    %41 = stablehlo.shift_right_logical %38, %17 : tensor<2xui32>
    %42 = stablehlo.or %40, %41 : tensor<2xui32>
    %43 = stablehlo.xor %42, %39 : tensor<2xui32>
    %44 = stablehlo.add %39, %43 : tensor<2xui32>
    %45 = stablehlo.constant dense<29> : tensor<2xui32>
    %46 = stablehlo.shift_left %43, %45 : tensor<2xui32>
    %47 = stablehlo.constant dense<3> : tensor<2xui32>
    %48 = stablehlo.shift_right_logical %43, %47 : tensor<2xui32>
    %49 = stablehlo.or %46, %48 : tensor<2xui32>
    %50 = stablehlo.xor %49, %44 : tensor<2xui32>
    %51 = stablehlo.add %44, %50 : tensor<2xui32>
    %52 = stablehlo.constant dense<16> : tensor<2xui32>
    %53 = stablehlo.shift_left %50, %52 : tensor<2xui32>
    %54 = stablehlo.shift_right_logical %50, %52 : tensor<2xui32>
    %55 = stablehlo.or %53, %54 : tensor<2xui32>
    %56 = stablehlo.xor %55, %51 : tensor<2xui32>
    %57 = stablehlo.add %51, %56 : tensor<2xui32>
    %58 = stablehlo.constant dense<24> : tensor<2xui32>
    %59 = stablehlo.shift_left %56, %58 : tensor<2xui32>
    %60 = stablehlo.constant dense<8> : tensor<2xui32>
    %61 = stablehlo.shift_right_logical %56, %60 : tensor<2xui32>
    %62 = stablehlo.or %59, %61 : tensor<2xui32>
    %63 = stablehlo.xor %62, %57 : tensor<2xui32>
    %64 = stablehlo.add %57, %6 : tensor<2xui32>
    %65 = stablehlo.add %63, %0 : tensor<2xui32>
    %66 = stablehlo.constant dense<2> : tensor<2xui32>
    %67 = stablehlo.add %65, %66 : tensor<2xui32>
    %68 = stablehlo.add %64, %67 : tensor<2xui32>
    %69 = stablehlo.shift_left %67, %10 : tensor<2xui32>
    %70 = stablehlo.shift_right_logical %67, %12 : tensor<2xui32>
    %71 = stablehlo.or %69, %70 : tensor<2xui32>
    %72 = stablehlo.xor %71, %68 : tensor<2xui32>
    %73 = stablehlo.add %68, %72 : tensor<2xui32>
    %74 = stablehlo.shift_left %72, %17 : tensor<2xui32>
    %75 = stablehlo.shift_right_logical %72, %19 : tensor<2xui32>
    %76 = stablehlo.or %74, %75 : tensor<2xui32>
    %77 = stablehlo.xor %76, %73 : tensor<2xui32>
    %78 = stablehlo.add %73, %77 : tensor<2xui32>
    %79 = stablehlo.shift_left %77, %24 : tensor<2xui32>
    %80 = stablehlo.shift_right_logical %77, %26 : tensor<2xui32>
    %81 = stablehlo.or %79, %80 : tensor<2xui32>
    %82 = stablehlo.xor %81, %78 : tensor<2xui32>
    %83 = stablehlo.add %78, %82 : tensor<2xui32>
    %84 = stablehlo.shift_left %82, %26 : tensor<2xui32>
    %85 = stablehlo.shift_right_logical %82, %24 : tensor<2xui32>
    %86 = stablehlo.or %84, %85 : tensor<2xui32>
    %87 = stablehlo.xor %86, %83 : tensor<2xui32>
    %88 = stablehlo.add %83, %0 : tensor<2xui32>
    %89 = stablehlo.add %87, %1 : tensor<2xui32>
    %90 = stablehlo.add %89, %47 : tensor<2xui32>
    %91 = stablehlo.add %88, %90 : tensor<2xui32>
    %92 = stablehlo.shift_left %90, %19 : tensor<2xui32>
    %93 = stablehlo.shift_right_logical %90, %17 : tensor<2xui32>
    %94 = stablehlo.or %92, %93 : tensor<2xui32>
    %95 = stablehlo.xor %94, %91 : tensor<2xui32>
    %96 = stablehlo.add %91, %95 : tensor<2xui32>
    %97 = stablehlo.shift_left %95, %45 : tensor<2xui32>
    %98 = stablehlo.shift_right_logical %95, %47 : tensor<2xui32>
    %99 = stablehlo.or %97, %98 : tensor<2xui32>
    %100 = stablehlo.xor %99, %96 : tensor<2xui32>
    %101 = stablehlo.add %96, %100 : tensor<2xui32>
    %102 = stablehlo.shift_left %100, %52 : tensor<2xui32>
    %103 = stablehlo.shift_right_logical %100, %52 : tensor<2xui32>
    %104 = stablehlo.or %102, %103 : tensor<2xui32>
    %105 = stablehlo.xor %104, %101 : tensor<2xui32>
    %106 = stablehlo.add %101, %105 : tensor<2xui32>
    %107 = stablehlo.shift_left %105, %58 : tensor<2xui32>
    %108 = stablehlo.shift_right_logical %105, %60 : tensor<2xui32>
    %109 = stablehlo.or %107, %108 : tensor<2xui32>
    %110 = stablehlo.xor %109, %106 : tensor<2xui32>
    %111 = stablehlo.add %106, %1 : tensor<2xui32>
    %112 = stablehlo.add %110, %6 : tensor<2xui32>
    %113 = stablehlo.constant dense<4> : tensor<2xui32>
    %114 = stablehlo.add %112, %113 : tensor<2xui32>
    %115 = stablehlo.add %111, %114 : tensor<2xui32>
    %116 = stablehlo.shift_left %114, %10 : tensor<2xui32>
    %117 = stablehlo.shift_right_logical %114, %12 : tensor<2xui32>
    %118 = stablehlo.or %116, %117 : tensor<2xui32>
    %119 = stablehlo.xor %118, %115 : tensor<2xui32>
    %120 = stablehlo.add %115, %119 : tensor<2xui32>
    %121 = stablehlo.shift_left %119, %17 : tensor<2xui32>
    %122 = stablehlo.shift_right_logical %119, %19 : tensor<2xui32>
    %123 = stablehlo.or %121, %122 : tensor<2xui32>
    %124 = stablehlo.xor %123, %120 : tensor<2xui32>
    %125 = stablehlo.add %120, %124 : tensor<2xui32>
    %126 = stablehlo.shift_left %124, %24 : tensor<2xui32>
    %127 = stablehlo.shift_right_logical %124, %26 : tensor<2xui32>
    %128 = stablehlo.or %126, %127 : tensor<2xui32>
    %129 = stablehlo.xor %128, %125 : tensor<2xui32>
    %130 = stablehlo.add %125, %129 : tensor<2xui32>
    %131 = stablehlo.shift_left %129, %26 : tensor<2xui32>
    %132 = stablehlo.shift_right_logical %129, %24 : tensor<2xui32>
    %133 = stablehlo.or %131, %132 : tensor<2xui32>
    %134 = stablehlo.xor %133, %130 : tensor<2xui32>
    %135 = stablehlo.add %130, %6 : tensor<2xui32>
    %136 = stablehlo.add %134, %0 : tensor<2xui32>
    %137 = stablehlo.constant dense<5> : tensor<2xui32>
    %138 = stablehlo.add %136, %137 : tensor<2xui32>
    return %135, %138 : tensor<2xui32>, tensor<2xui32>
  }
}
