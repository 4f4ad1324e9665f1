#pragma once
#include <hdf5/serial/hdf5.h>

/// Opens a file for reading, or reports why not and returns a negative number.
hid_t open_file(const char *path);
/// Reports that something cannot be read, with what the library says of it.
void report_failure(const char *what);
/// Reports on every object of a file.
void survey(const char *path);
/// Reports where chunks of a dataset stand.
void search_chunks(const char *path, const char *dataset, const uint64_t *offsets, size_t count, size_t rank);
