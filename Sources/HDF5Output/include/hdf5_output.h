#pragma once
#include <stddef.h>
#include <stdint.h>

/// HDF5 files as this package writes them: groups, attributes, arrays of numbers, lists of texts.
///
/// A call that fails returns a negative number; `hdf5_output_error` then says why. Objects carry no times, so that equal
/// contents have equal bytes. libhdf5 is not made for threads: one call at a time.

enum { HDF5_OUTPUT_UNSIGNED_8 = 0, HDF5_OUTPUT_SIGNED_64 = 1, HDF5_OUTPUT_FLOAT_32 = 2, HDF5_OUTPUT_FLOAT_64 = 3 };

/// Opens a file for writing, emptying it. Returns its handle.
int64_t hdf5_output_open(const char *path);
int hdf5_output_close(int64_t file);

/// The system's error number behind the last call that failed, or EIO where libhdf5 names none.
int hdf5_output_error(void);

/// Makes a group, and those above it that are not there.
int hdf5_output_group(int64_t file, const char *key);

/// Gives a group or dataset an attribute.
int hdf5_output_text_attribute(int64_t file, const char *key, const char *name, const char *text);
int hdf5_output_integer_attribute(int64_t file, const char *key, const char *name, int64_t value);

/// Writes a list of texts in as many bytes each as the longest takes, as h5py does with numpy's type S.
/// @param bytes `count` times `width` bytes, zeros behind the shorter texts.
int hdf5_output_texts(int64_t file, const char *key, const char *bytes, size_t count, size_t width);

/// Makes an array. Groups above it are made where they are not there.
/// @param chunk_rows rows of a chunk, or 0 for an array in one piece.
/// @param deflate_level of the chunks, which the caller deflates; 0 for chunks as they are.
/// @return the dataset's handle, which `hdf5_output_finish` takes back.
int64_t hdf5_output_array(
    int64_t file, const char *key, int type, size_t rank, const uint64_t *shape, uint64_t chunk_rows,
    int deflate_level);
/// Writes all of an array in one piece.
int hdf5_output_whole(int64_t dataset, int type, const void *bytes);
/// Writes a chunk, already deflated, that begins at a row.
int hdf5_output_chunk(int64_t dataset, uint64_t row, const void *bytes, size_t count);
int hdf5_output_finish(int64_t dataset);
