// The only C code of the package: loops that Swift does not vectorise.
//
// Every function has a Float (`_f32`) and a Double (`_f64`) form. Counts are elements, matrices are row-major, and
// nothing here allocates, checks or throws: callers have checked shapes. Pointers may be equal where a comment says
// "in place", and otherwise must not overlap.
#pragma once
#include <stdint.h>

// MARK: Random numbers (Philox 4x32-10; the same bits on every processor)

/// One block of Philox 4x32-10. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC'11.
void kernel_philox_block(const uint32_t counter[4], const uint32_t key[2], uint32_t output[4]);

/// Blocks `first ..< first + blocks` of the stream (key, stream): 4 words each, in order.
void kernel_philox_fill(uint64_t key, uint64_t stream, uint64_t first, long blocks, uint32_t *output);

/// n uniforms on [0, 1): 24-bit (f32, 4 a block) or 53-bit (f64, 2 a block).
void kernel_uniform_f32(uint64_t key, uint64_t stream, uint64_t first, long n, float *output);
void kernel_uniform_f64(uint64_t key, uint64_t stream, uint64_t first, long n, double *output);

/// n standard normals by Box and Muller: 4 a block (f32) or 2 a block (f64).
void kernel_normal_f32(uint64_t key, uint64_t stream, uint64_t first, long n, float *output);
void kernel_normal_f64(uint64_t key, uint64_t stream, uint64_t first, long n, double *output);

// MARK: Storage accounting

/// Number of tensor storages this thread has allocated so far; tests use it to show that a step allocates none.
long kernel_storage_allocations(void);
void kernel_count_storage_allocation(void);
