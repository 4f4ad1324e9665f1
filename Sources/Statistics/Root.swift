@preconcurrency import GSL

/// The zero of a continuous function that changes sign over `bracket`, to the last few bits, by Brent's method.
///
/// - Precondition: the function has opposite signs (or a zero) at the two ends.
/// - Source: Brent, "Algorithms for minimization without derivatives" (1973), as `gsl_root_fsolver_brent`.
func root(in bracket: ClosedRange<Double>, of function: (Double) -> Double) -> Double {
  let ends = (function(bracket.lowerBound), function(bracket.upperBound))
  if ends.0 == 0 { return bracket.lowerBound }
  if ends.1 == 0 { return bracket.upperBound }
  precondition((ends.0 < 0) != (ends.1 < 0), "the function has one sign on both ends of \(bracket)")
  gslReturnsErrors

  return withoutActuallyEscaping(function) { function in
    let box = Box(function)
    return withExtendedLifetime(box) {
      var problem = gsl_function(
        function: { x, box in Unmanaged<Box>.fromOpaque(box!).takeUnretainedValue().function(x) },
        params: Unmanaged.passUnretained(box).toOpaque())
      let solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent)
      defer { gsl_root_fsolver_free(solver) }
      return withUnsafeMutablePointer(to: &problem) { problem in
        gsl_root_fsolver_set(solver, problem, bracket.lowerBound, bracket.upperBound)
        // Brent needs some 60 evaluations at most on a bracket of doubles; 500 only bounds the loop.
        for _ in 0..<500 {
          gsl_root_fsolver_iterate(solver)
          let low = gsl_root_fsolver_x_lower(solver)
          let high = gsl_root_fsolver_x_upper(solver)
          if Int(gsl_root_test_interval(low, high, 0, 4 * .ulpOfOne)) == GSL_SUCCESS { break }
        }
        return gsl_root_fsolver_root(solver)
      }
    }
  }
}

private final class Box {
  let function: (Double) -> Double
  init(_ function: @escaping (Double) -> Double) { self.function = function }
}
