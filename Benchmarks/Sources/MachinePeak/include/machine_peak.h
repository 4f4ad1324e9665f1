// The most single-precision arithmetic one core can do: multiply-adds that never leave the registers.
#pragma once

/// Runs `rounds` rounds of 12 independent vector multiply-adds, and returns the floating-point operations that were
/// done (a multiply-add is two). `width` is 4, 8 or 16 floats; 0 comes back when the processor lacks that width.
double machine_peak_burst(long rounds, int width);
