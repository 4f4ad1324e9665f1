#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// Everything that libhdf5 does for this package, in child processes that report through a pipe.
///
/// A report is a sequence of 64-bit words in the machine's byte order and of texts, which are a word with the number of
/// bytes and the bytes. Each record begins with one of the words below; `HDF5_REPORT_END` comes last, and a report
/// without it was cut short by the child's death.
/// (end, 0) Nothing is missing.
#define HDF5_REPORT_END 0x646E45354644483FULL

enum {
  /// (text) The file or dataset cannot be opened, and why.
  HDF5_REPORT_FAILURE = 1,
  /// (key) A group.
  HDF5_REPORT_GROUP = 2,
  /// (key, 0 unsupported | 1 damaged, text) Something that is not read, and why.
  HDF5_REPORT_REFUSAL = 3,
  /// (key, kind, bytes an element, big-endian, rank, lengths…, fill value or "", layout, …) and by layout:
  /// nothing | (address) | (contents) | (chunk lengths…, edges unfiltered, filters, (id, first value, name)…, places,
  /// (address, bytes, mask)… as of HDF5_REPORT_CHUNK for as many of the first chunks).
  HDF5_REPORT_DATASET = 4,
  /// (address, bytes, mask of filters that were skipped) A chunk; all bits of the address are set when there is none.
  HDF5_REPORT_CHUNK = 5,
};

enum {
  HDF5_KIND_BOOLEAN = 0,
  HDF5_KIND_SIGNED = 1,
  HDF5_KIND_UNSIGNED = 2,
  HDF5_KIND_FLOAT = 3,
  HDF5_KIND_BRAIN_FLOAT = 4,
};
enum { HDF5_LAYOUT_ABSENT = 0, HDF5_LAYOUT_CONTIGUOUS = 1, HDF5_LAYOUT_COMPACT = 2, HDF5_LAYOUT_CHUNKED = 3 };

/// Starts a child that reports on every object of a file: groups, datasets, refusals.
/// @param out where it writes; the child closes it when it ends.
/// @param memory bytes it may take beyond what the calling process has mapped.
/// @return the child's process number, or -1 with `errno`.
pid_t hdf5_start_survey(const char *path, int out, size_t memory);

/// Starts a child that reports where the chunks of a dataset stand, one record for each, in order.
/// @param offsets the coordinates of each chunk's first element, `rank` numbers for each of `count` chunks.
pid_t hdf5_start_chunk_search(
    const char *path, const char *dataset, const uint64_t *offsets, size_t count, size_t rank, int out, size_t memory);
