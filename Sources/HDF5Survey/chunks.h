#pragma once
#include <hdf5/serial/hdf5.h>

/// Where a chunk stands in the file: address, bytes, mask of the filters that were left out.
typedef struct {
  uint64_t address, size, mask;
} chunk_place;

/// Finds the chunk that begins at some element. The address is `HADDR_UNDEF` where there is none.
/// @param path of the file.
/// @return negative when the library cannot say.
int find_chunk(hid_t dataset, const hsize_t *offset, const char *path, chunk_place *place);
